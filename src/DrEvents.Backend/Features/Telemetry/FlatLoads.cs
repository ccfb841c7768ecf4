namespace DrEvents.Backend.Features.Telemetry;

/// <summary>
/// A list of loads, each with two numbers, as one flat JSON array: in a document written with every sample, names of fields would be most of it.
/// </summary>
public abstract class FlatLoads<T> : JsonConverter<IReadOnlyList<T>>
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
            items.Add(Made(id, first, Number(ref reader)));
        }
        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
        {
            var (id, first, second) = Parts(item);
            writer.WriteStringValue(id);
            writer.WriteNumberValue(first);
            if (second is { } number)
                writer.WriteNumberValue(number);
            else
                writer.WriteNullValue();
        }
        writer.WriteEndArray();
    }

    protected abstract T Made(string id, double first, double? second);

    protected abstract (string Id, double First, double? Second) Parts(T item);

    private static double? Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : null;
}

public sealed class FlatLoadPowers : FlatLoads<LoadPower>
{
    protected override LoadPower Made(string id, double first, double? second) => new(id, first, second);

    protected override (string Id, double First, double? Second) Parts(LoadPower item) => (item.Id, item.Kw, item.ShedKw);
}

public sealed class FlatLoadSums : FlatLoads<LoadSum>
{
    protected override LoadSum Made(string id, double first, double? second) =>
        new(id, (long)first, second ?? throw new JsonException($"load '{id}' without its sum"));

    protected override (string Id, double First, double? Second) Parts(LoadSum item) => (item.Id, item.Samples, item.SumKw);
}
