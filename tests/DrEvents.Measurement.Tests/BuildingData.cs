using System.Globalization;
using DrEvents.Measurement.LikeDays;
using NodaTime;
using NodaTime.Text;

namespace DrEvents.Measurement.Tests;

/// <summary>The load of a real building every quarter of an hour over eight weeks of summer 2013, with gaps (folder <c>Building</c>, with its licence).</summary>
internal static class BuildingData
{
    private static readonly LocalDateTimePattern Time = LocalDateTimePattern.CreateWithInvariantCulture("yyyy-MM-dd HH:mm:ss");

    public static Dictionary<Instant, IntervalMean> Means() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Building", "test_kw.csv"))
            .Select(line => line.Split(','))
            .Select(cells => (At: Time.Parse(cells[0]).Value, Kw: double.Parse(cells[1], CultureInfo.InvariantCulture)))
            .Where(row => double.IsFinite(row.Kw))
            // The clock of the building is not changed in these weeks, so that any zone's will do.
            .ToDictionary(row => row.At.InZoneLeniently(Site.Zone).ToInstant(), row => new IntervalMean(row.Kw));
}
