using DrEvents.Measurement.Meters;

namespace DrEvents.Backend.Features.Weather;

/// <summary>Imports and values as they are shown.</summary>
public static class TemperatureViews
{
    public static TemperatureImportView Of(TemperatureImported i) =>
        new(i.Number, i.Name, i.Sha256, i.Unit, i.TimeZone, i.Start, i.End, i.Values, i.Added, i.Changed, i.At);

    public static TemperatureView Of(Reading value) => new(DateTimeOffset.FromUnixTimeSeconds(value.Minute * 60), value.Kw);
}
