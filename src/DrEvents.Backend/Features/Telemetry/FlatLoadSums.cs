namespace DrEvents.Backend.Features.Telemetry;

public sealed class FlatLoadSums : FlatList<LoadSum>
{
    protected override LoadSum ReadItem(ref Utf8JsonReader reader)
    {
        var id = reader.GetString()!;
        var samples = NextNumber(ref reader) ?? throw new JsonException($"load '{id}' without its samples");
        return new LoadSum(id, (long)samples, NextNumber(ref reader) ?? throw new JsonException($"load '{id}' without its sum"));
    }

    protected override void WriteItem(Utf8JsonWriter writer, LoadSum item)
    {
        writer.WriteStringValue(item.Id);
        writer.WriteNumberValue(item.Samples);
        writer.WriteNumberValue(item.SumKw);
    }
}
