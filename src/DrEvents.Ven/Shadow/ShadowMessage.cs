using System.Text.Json;

namespace DrEvents.Ven.Shadow;

/// <summary>A message of the shadow service: an answer to a request, or a difference between what is desired and what was reported.</summary>
/// <param name="Version">The shadow's; null in a rejection.</param>
/// <param name="At">The service's time.</param>
/// <param name="ClientToken">Of the request that is answered.</param>
/// <param name="Code">Why a request was rejected, as an HTTP status.</param>
/// <param name="Message">The same for people.</param>
/// <param name="State">The state that it carries; undefined where there is none.</param>
/// <param name="Metadata">When the values in it were set, in the same shape; undefined where the service does not tell.</param>
internal sealed record ShadowMessage(
    long? Version,
    DateTimeOffset? At,
    string? ClientToken,
    int? Code,
    string? Message,
    JsonElement State,
    JsonElement Metadata
)
{
    /// <summary>Reads a message; null when it is none.</summary>
    public static ShadowMessage? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object
                ? null
                : new ShadowMessage(
                    Number(root, "version"),
                    Number(root, "timestamp") is { } seconds and > 0 and < 253_402_300_800
                        ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                        : null,
                    Text(root, "clientToken"),
                    (int?)Number(root, "code"),
                    Text(root, "message"),
                    Copy(root, "state"),
                    Copy(root, "metadata")
                );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: escapes that are not Unicode, met while a text is decoded.
            return null;
        }
    }

    /// <summary>An object's part under a name; undefined where there is none.</summary>
    public static JsonElement Part(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part) ? part : default;

    private static JsonElement Copy(JsonElement root, string name) =>
        Part(root, name) is { ValueKind: not JsonValueKind.Undefined } part ? part.Clone() : default;

    private static long? Number(JsonElement root, string name) =>
        Part(root, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    private static string? Text(JsonElement root, string name) =>
        Part(root, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
