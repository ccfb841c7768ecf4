using System.Buffers;
using System.Text.Json;

namespace DrEvents.Simulator.Field;

/// <summary>Writes what the field's generations write. The contract's own forms are those of DrEvents.Contracts.</summary>
internal static class FieldJson
{
    /// <summary>One object.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> writeFields)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeFields(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
