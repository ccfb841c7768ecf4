using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Results;

/// <summary>
/// SHA-256 over what results rest on, as text that anybody can write again. Of a VEN, a line each: <c>profile NAME VERSION</c>; <c>hours FROM TO LENGTH</c>
/// in minutes since 1970 and minutes; <c>zone NAME</c>; where it rests on the utility's meter, <c>meter LENGTH</c> in minutes; <c>event-day YYYY-MM-DD</c> for each day with another event, oldest first; and <c>MINUTE=KW</c> for
/// each reading that was looked at, oldest first, with as many digits as bring the same number back; then <c>filled MINUTE</c> for each five minutes that were filled by
/// a rule, and <c>odd MINUTE FLAGS</c> for those of the event's own day with odd readings, oldest first, and <c>accepted MINUTE</c> for those of these that a person
/// accepted; and where the profile looks at temperatures, <c>site NAME</c> and <c>temperature MINUTE=CELSIUS</c> for each, oldest first.
/// </summary>
public static class ResultDigest
{
    /// <summary>Hexadecimal digits of one.</summary>
    public const int Length = 64;

    /// <param name="meterMinutes">Length of the intervals of the utility's meter; null where the readings are telemetry.</param>
    public static string Of(
        BaselineProfile profile,
        MeasuredHours hours,
        IEnumerable<DateOnly> eventDays,
        IReadOnlyList<Reading> readings,
        int? meterMinutes = null,
        IReadOnlyList<long>? filled = null,
        IReadOnlyList<FlaggedInterval>? odd = null,
        IReadOnlyList<FlaggedInterval>? accepted = null,
        SiteTemperatures? temperatures = null
    )
    {
        var text = new StringBuilder();
        Line($"profile {profile.Name} {profile.Version}");
        Line($"hours {hours.Start.ToUnixTimeSeconds() / 60} {hours.End.ToUnixTimeSeconds() / 60} {hours.IntervalMinutes}");
        Line($"zone {hours.Zone.Id}");
        if (meterMinutes is { } length)
            Line($"meter {length}");
        foreach (var day in eventDays.Order())
            Line($"event-day {day:yyyy-MM-dd}");
        foreach (var reading in readings.OrderBy(r => r.Minute))
            Line($"{reading.Minute}={reading.Kw:R}");
        foreach (var minute in filled ?? [])
            Line($"filled {minute}");
        foreach (var interval in odd ?? [])
            Line($"odd {interval.Minute} {(int)interval.Flags}");
        foreach (var interval in accepted ?? [])
            Line($"accepted {interval.Minute}");
        if (temperatures is not null)
            Line($"site {temperatures.Site}");
        foreach (var line in temperatures?.Lines() ?? [])
            Line($"temperature {line}");
        return Of(text.ToString());

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>Over the hashes of all VENs, in the order of their ids, one a line.</summary>
    public static string OfAll(IEnumerable<VenResult> inOrder) => Of(string.Concat(inOrder.Select(v => v.Hash + "\n")));

    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
