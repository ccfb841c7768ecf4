using System.Text.Json;
using System.Text.Json.Serialization;

namespace DrEvents.Measurement.Readings;

/// <summary>Four times and the readings that are known, as one flat JSON array: it is written with every sample.</summary>
public sealed class ReadingWatchJson : JsonConverter<ReadingWatch>
{
    public override ReadingWatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("a watch is an array");
        Span<long> times = stackalloc long[4];
        foreach (ref var time in times)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number)
                throw new JsonException("a watch begins with four times");
            time = reader.GetInt64();
        }
        var (known, last) = (0, new LastReadings());
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            (known, last) = (Math.Min(known + 1, LastReadings.Most), last.Plus(reader.GetDouble()));
        return new ReadingWatch
        {
            At = times[0],
            ReceivedAt = times[1],
            LateAt = times[2],
            LateReceivedAt = times[3],
            Known = known,
            Last = last,
        };
    }

    public override void Write(Utf8JsonWriter writer, ReadingWatch value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.At);
        writer.WriteNumberValue(value.ReceivedAt);
        writer.WriteNumberValue(value.LateAt);
        writer.WriteNumberValue(value.LateReceivedAt);
        Span<double> known = stackalloc double[value.Known];
        value.Last.CopyTo(known);
        foreach (var kw in known)
            writer.WriteNumberValue(kw);
        writer.WriteEndArray();
    }
}
