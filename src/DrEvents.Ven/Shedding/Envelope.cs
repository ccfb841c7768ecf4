using System.Text.Json;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Ven.Shedding;

/// <summary>Who to answer when the rest of a command cannot be read.</summary>
internal static class Envelope
{
    /// <summary>Op and correlation id, or null where there is nobody to answer.</summary>
    public static (string Op, string CorrelationId)? Read(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && Text(root, "correlationId") is { } correlationId)
                return (CommandOps.Canonical(Text(root, "op") ?? "unknown"), correlationId);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: escapes that are not Unicode, met while a text is decoded.
            return null;
        }
        return null;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
