using System.Text.Json;
using System.Text.Json.Serialization;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Stores a list of small records as one flat JSON array, the fields of each one after the other: in a document that is written with every
/// sample the names of the fields would be most of it.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public abstract class FlatList<T> : JsonConverter<IReadOnlyList<T>>
{
    /// <inheritdoc />
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("a flat list is an array");
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadItem(ref reader));
        return items;
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
            WriteItem(writer, item);
        writer.WriteEndArray();
    }

    /// <summary>Reads the fields of one record; the reader stands at the first and has to be left at the last.</summary>
    protected abstract T ReadItem(ref Utf8JsonReader reader);

    /// <summary>Writes the fields of one record.</summary>
    protected abstract void WriteItem(Utf8JsonWriter writer, T item);

    /// <summary>The next field as a number; null where it is none.</summary>
    protected static double? NextNumber(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : null;
}
