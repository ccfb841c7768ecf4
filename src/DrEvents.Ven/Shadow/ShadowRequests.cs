using System.Buffers;
using System.Text.Json;

namespace DrEvents.Ven.Shadow;

/// <summary>The bodies of what the VEN asks of the shadow service.</summary>
internal static class ShadowRequests
{
    /// <summary>Asks for the document.</summary>
    public static byte[] Get(string token) => Write(json => json.WriteString("clientToken", token));

    /// <summary>Reports.</summary>
    public static byte[] Report(ShadowUpdate update) => JsonSerializer.SerializeToUtf8Bytes(update, ShadowJson.Default.ShadowUpdate);

    /// <summary>Takes wishes from the desired side, unless there are newer ones: then the version does not fit, and they come with it.</summary>
    public static byte[] Clear(IEnumerable<string> keys, long version, string token) =>
        Write(json =>
        {
            json.WriteStartObject("state");
            json.WriteStartObject("desired");
            foreach (var key in keys)
            {
                if (key == ShadowWishes.Ven)
                {
                    // What else is below it, is somebody else's.
                    json.WriteStartObject(key);
                    json.WriteNull("enabled");
                    json.WriteEndObject();
                }
                else
                    json.WriteNull(key);
            }
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteNumber("version", version);
            json.WriteString("clientToken", token);
        });

    private static byte[] Write(Action<Utf8JsonWriter> writeFields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeFields(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
