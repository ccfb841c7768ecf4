namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Loads, each with two numbers, as one flat JSON array: with every sample they are written, and names would be most of it.</summary>
public abstract class FlatLoads<T>(Func<string, double, double?, T> make, Func<T, (string Id, double First, double? Second)> parts)
    : JsonConverter<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("a flat list is an array");
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var id = reader.GetString()!;
            var first = Number(ref reader) ?? throw new JsonException($"load '{id}' without its first number");
            items.Add(make(id, first, Number(ref reader)));
        }
        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
        {
            var (id, first, second) = parts(item);
            writer.WriteStringValue(id);
            writer.WriteNumberValue(first);
            if (second is { } number)
                writer.WriteNumberValue(number);
            else
                writer.WriteNullValue();
        }
        writer.WriteEndArray();
    }

    private static double? Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : null;
}

public sealed class FlatLoadPowers() : FlatLoads<LoadPower>((id, kw, shedKw) => new LoadPower(id, kw, shedKw), l => (l.Id, l.Kw, l.ShedKw));

public sealed class FlatLoadSums()
    : FlatLoads<LoadSum>(
        (id, measuredS, sumKw) => new LoadSum(id, measuredS, sumKw ?? throw new JsonException($"load '{id}' without its sum")),
        l => (l.Id, l.MeasuredS, l.SumKw)
    );
