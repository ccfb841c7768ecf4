using System.Text.Json;

namespace DrEvents.Simulator.Field;

/// <summary>A command as a VEN of the field reads it: what its generation does not read is null.</summary>
/// <param name="Op">What is asked, by the sender's own word.</param>
/// <param name="CorrelationId">Comes back with the answer.</param>
internal sealed record FieldCommand(string Op, string CorrelationId)
{
    /// <summary>The DR event.</summary>
    public string? EventId { get; init; }

    /// <summary>Reduction asked, kW.</summary>
    public double? Kw { get; init; }

    /// <summary>Time that is left, s.</summary>
    public double? DurationS { get; init; }

    /// <summary>From here on nobody acts on it.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Reads one; null where it is no command, which nobody in the field answers.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="read">Adds what a generation reads, from the top level and from <c>data</c>.</param>
    public static FieldCommand? Read(ReadOnlyMemory<byte> payload, Func<FieldCommand, JsonElement, JsonElement, FieldCommand> read)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var top = document.RootElement;
            if (Text(top, "op") is not { } op || Text(top, "correlationId") is not { } correlationId)
                return null;
            var data = top.TryGetProperty("data", out var found) ? found : default;
            var expires = Number(top, "expiresAt") is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : (DateTimeOffset?)null;
            return read(new FieldCommand(op, correlationId) { ExpiresAt = expires }, top, data);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Text under a name, or null.</summary>
    public static string? Text(JsonElement fields, string name) =>
        Find(fields, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A number under a name, or null.</summary>
    public static double? Number(JsonElement fields, string name) =>
        Find(fields, name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static JsonElement? Find(JsonElement fields, string name) =>
        fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(name, out var found) ? found : null;
}
