namespace DrEvents.Backend.Store;

/// <summary>A list of small records as one flat JSON array: in a document written with every sample, names of fields would be most of it.</summary>
public abstract class FlatList<T> : JsonConverter<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("a flat list is an array");
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadItem(ref reader));
        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
            WriteItem(writer, item);
        writer.WriteEndArray();
    }

    /// <summary>Reads the fields of one record; the reader stands at the first and has to be left at the last.</summary>
    protected abstract T ReadItem(ref Utf8JsonReader reader);

    protected abstract void WriteItem(Utf8JsonWriter writer, T item);

    protected static double? NextNumber(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : null;
}
