using System.Globalization;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;

namespace DrEvents.Measurement.Results;

/// <summary>What was read of a day: its mean in the event's hours, kW, null where any of them is not known; and a digest of its readings.</summary>
public sealed record DayRead(double? Kw, string Digest)
{
    private const int DigestDigits = 16;

    /// <summary>All days of a look, by the clock of the site.</summary>
    /// <param name="hours">The event's.</param>
    public static IReadOnlyDictionary<DateOnly, DayRead> Of(VenLook look, MeasuredHours hours)
    {
        if (look.Readings.Count == 0)
            return new Dictionary<DateOnly, DayRead>();
        var site = new MeteredSite(hours.Zone, MeterSeries.Of(look.Readings, look.Minutes));
        var (start, end) = (hours.Start.ToUnixTimeSeconds() / 60, hours.End.ToUnixTimeSeconds() / 60);
        var all = new EventHours(site, start, end, hours.IntervalMinutes).All;
        return look
            .Readings.GroupBy(r => SiteDays.DayOf(r.Minute, hours.Zone))
            .ToDictionary(day => DateOnly.FromDayNumber(day.Key), day => new DayRead(Mean(all.MeanOn(site.Days, day.Key)), DigestOf(day)));
    }

    private static double? Mean(double kw) => double.IsNaN(kw) ? null : BaselineResult.Round(kw);

    private static string DigestOf(IEnumerable<Reading> readings) =>
        ResultDigest.Of(
            string.Concat(
                readings.OrderBy(r => r.Minute).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Minute}={r.Kw:R}\n"))
            )
        )[..DigestDigits];
}
