using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>Reads payloads, and forgives what devices write around and into their JSON.</summary>
internal static class PayloadReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = WireLimits.JsonDepthMax };

    /// <summary>Reads a payload whose root has to be a JSON object within the wire's limits.</summary>
    public static Decoded<T> Read<T>(ReadOnlyMemory<byte> payload, Func<FieldReader, T?> read)
        where T : class
    {
        if (payload.Length > WireLimits.PayloadBytesMax)
            return Decoded.Failed<T>($"payload: {payload.Length} bytes, more than {WireLimits.PayloadBytesMax}");
        try
        {
            using var document = Parse(LooseJson.Trimmed(payload));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Decoded.Failed<T>($"payload: a JSON {document.RootElement.KindName()} where an object is needed");
            var reader = new FieldReader(document.RootElement, "");
            var value = read(reader);
            return reader.Error is null && value is not null
                ? Decoded.Of(value)
                : Decoded.Failed<T>(reader.Error ?? "payload: holds no message");
        }
        catch (JsonException e)
        {
            return Decoded.Failed<T>(
                $"payload: not JSON that can be read, near byte {e.BytePositionInLine ?? 0} of line {e.LineNumber ?? 0}"
            );
        }
        catch (InvalidOperationException)
        {
            // The only way here: raw JSON, or names of fields, with escapes that are not Unicode (lone surrogates).
            return Decoded.Failed<T>("payload: text that is not valid Unicode");
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonDocument.Parse(payload, Options);
        }
        catch (JsonException) when (LooseJson.WithNoNumbersAsText(payload.Span) is { } mended)
        {
            return JsonDocument.Parse(mended, Options);
        }
    }
}
