namespace DrEvents.Backend.Features.Telemetry;

public sealed class FlatLoadPowers : FlatList<LoadPower>
{
    public const int Places = 3;

    protected override LoadPower ReadItem(ref Utf8JsonReader reader)
    {
        var id = reader.GetString()!;
        var kw = NextNumber(ref reader) ?? throw new JsonException($"load '{id}' without its power");
        return new LoadPower(id, kw, NextNumber(ref reader));
    }

    protected override void WriteItem(Utf8JsonWriter writer, LoadPower item)
    {
        writer.WriteStringValue(item.Id);
        writer.WriteNumberValue(item.Kw);
        if (item.ShedKw is { } shedKw)
            writer.WriteNumberValue(shedKw);
        else
            writer.WriteNullValue();
    }
}
