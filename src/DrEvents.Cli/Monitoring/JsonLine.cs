using System.Buffers;
using System.Text;
using System.Text.Json;

namespace DrEvents.Cli.Monitoring;

/// <summary>
/// A message as one line of JSON: <c>{receivedAt, topic, kind, venId, payload}</c>. A payload that is not JSON is a string, or
/// <c>payloadBase64</c> where it is not even text; <c>error</c> says why a message could not be read.
/// </summary>
static class JsonLine
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The line, without its end.</summary>
    public static string Of(Sighting sighting)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("receivedAt", sighting.Message.ReceivedAt);
            json.WriteString("topic", sighting.Message.Topic);
            json.WriteString("kind", MessageKinds.WordOf(sighting.Kind));
            json.WriteString("venId", sighting.VenId);
            WritePayload(json, sighting.Message.Payload);
            if (sighting.Problem is not null)
                json.WriteString("error", sighting.Problem);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WritePayload(Utf8JsonWriter json, ReadOnlyMemory<byte> payload)
    {
        // Parsed and written again, so that a payload with line breaks still is one line.
        if (TryParse(payload) is { } document)
        {
            using (document)
            {
                json.WritePropertyName("payload");
                document.RootElement.WriteTo(json);
            }
        }
        else if (TryDecode(payload) is { } text)
            json.WriteString("payload", text);
        else
            json.WriteBase64String("payloadBase64", payload.Span);
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            // Text first: JSON with bytes that are no UTF-8 would break only while it is written.
            return TryDecode(payload) is { } text ? JsonDocument.Parse(text) : null;
        }
        catch (JsonException)
        {
            // Devices send what they send; it is then shown as text.
            return null;
        }
    }

    private static string? TryDecode(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return StrictUtf8.GetString(payload.Span);
        }
        catch (DecoderFallbackException)
        {
            // Bytes that are no text; they are then shown as base64.
            return null;
        }
    }
}
