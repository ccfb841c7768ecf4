using System.Globalization;
using System.Text;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.BackTests;

/// <summary>
/// SHA-256 over what a back-test rests on, as text that anybody can write again. A line each: <c>backtest HOURS LENGTH</c>, with the length of the figures'
/// intervals in minutes; <c>zone NAME</c>; <c>series NAME LENGTH</c>; <c>profile NAME VERSION</c> for each, in the order of the test;
/// <c>event-day YYYY-MM-DD</c>, oldest first; and <c>MINUTE=KW</c> for each reading, oldest first, with as many digits as bring the same number back; and where a
/// profile looks at temperatures, <c>site NAME</c> and <c>temperature MINUTE=CELSIUS</c> for each, oldest first.
/// </summary>
public static class BackTestDigest
{
    /// <param name="intervalMinutes">Length of the intervals that errors are taken over.</param>
    /// <param name="series">One of <see cref="ResultSeries"/>, and the length of its intervals.</param>
    public static string Of(
        PlaceboHours hours,
        int intervalMinutes,
        DateTimeZone zone,
        (string Name, int Minutes) series,
        IEnumerable<BaselineProfile> profiles,
        IEnumerable<DateOnly> eventDays,
        IEnumerable<Reading> readings,
        SiteTemperatures? temperatures = null
    )
    {
        var text = new StringBuilder();
        Line($"backtest {hours} {intervalMinutes}");
        Line($"zone {zone.Id}");
        Line($"series {series.Name} {series.Minutes}");
        foreach (var profile in profiles)
            Line($"profile {profile.Name} {profile.Version}");
        foreach (var day in eventDays.Order())
            Line($"event-day {day:yyyy-MM-dd}");
        foreach (var reading in readings.OrderBy(r => r.Minute))
            Line($"{reading.Minute}={reading.Kw:R}");
        if (temperatures is not null)
            Line($"site {temperatures.Site}");
        foreach (var line in temperatures?.Lines() ?? [])
            Line($"temperature {line}");
        return ResultDigest.Of(text.ToString());

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
