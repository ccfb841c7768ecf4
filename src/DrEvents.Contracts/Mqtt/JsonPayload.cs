using System.Buffers;
using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>Writes payloads without reflection, so that the VEN builds ahead of time.</summary>
internal static class JsonPayload
{
    public const string SchemaVersion = "1.0";

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

    /// <summary>Unix seconds without their fraction, as the oldest VENs read the times of a command. An expiry so comes early, never late.</summary>
    public static void WriteWholeSeconds(this Utf8JsonWriter json, string name, DateTimeOffset time) =>
        json.WriteNumber(name, time.ToUnixTimeSeconds());

    /// <summary>Unix seconds, with a fraction only where there is one.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset time)
    {
        var ms = time.ToUnixTimeMilliseconds();
        if (ms % 1000 == 0)
            json.WriteNumber(name, ms / 1000);
        else
            json.WriteNumber(name, ms / 1000m);
    }

    public static void WriteTimeIf(this Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } t)
            json.WriteTime(name, t);
    }

    public static void WriteIf(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    public static void WriteIf(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } v)
            json.WriteNumber(name, v);
    }

    public static void WriteIf(this Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } v)
            json.WriteNumber(name, v);
    }

    public static void WriteIf(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } v)
            json.WriteNumber(name, v);
    }

    public static void WriteIf(this Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } v)
            json.WriteBoolean(name, v);
    }
}
