namespace DrEvents.Backend.Features.Meters;

/// <summary>Imports as they are shown.</summary>
public static class MeterViews
{
    public static MeterImportView Of(MeterImported i) =>
        new(
            i.Number,
            i.Name,
            i.Sha256,
            i.Format,
            i.Unit,
            i.TimeZone,
            i.IntervalMinutes,
            i.Start,
            i.End,
            i.Readings,
            i.Missing,
            i.Added,
            i.Changed,
            i.At
        );
}
