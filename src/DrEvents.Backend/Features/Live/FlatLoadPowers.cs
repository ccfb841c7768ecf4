using System.Text.Json;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;

namespace DrEvents.Backend.Features.Live;

/// <summary>Powers of loads as id, power and what could be shed.</summary>
public sealed class FlatLoadPowers : FlatList<LoadPower>
{
    /// <summary>Places that a load takes in the array.</summary>
    public const int Places = 3;

    /// <inheritdoc />
    protected override LoadPower ReadItem(ref Utf8JsonReader reader)
    {
        var id = reader.GetString()!;
        var kw = NextNumber(ref reader) ?? throw new JsonException($"load '{id}' without its power");
        return new LoadPower(id, kw, NextNumber(ref reader));
    }

    /// <inheritdoc />
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
