using DrEvents.Measurement.Meters;

namespace DrEvents.Measurement.Results;

/// <summary>Whether a meter does for the hours of an event.</summary>
/// <param name="Minutes">Length of the intervals that it is read in; null where it does not do.</param>
/// <param name="Why">Why it does not do; null where it does.</param>
public sealed record MeterCover(int? Minutes, string? Why)
{
    /// <summary>
    /// A meter does that knows all of the hours, in intervals that begin and end with them. One whose first interval began before the event would show the
    /// minutes before as part of it, and be less sure than telemetry.
    /// </summary>
    /// <param name="values">What it knows of these hours, in the order of time; no two values meet.</param>
    public static MeterCover Of(IReadOnlyList<MeterValue> values, MeasuredHours hours)
    {
        var (start, end) = (hours.Start.ToUnixTimeSeconds() / 60, hours.End.ToUnixTimeSeconds() / 60);
        List<MeterValue> within = [.. values.Where(v => v.Minute < end && v.End > start)];
        if (within.Count == 0)
            return Not("the meter knows nothing of these hours");
        var lacking = Enumerable.Range(0, hours.Intervals).Count(i => !Knows(within, From(i), Math.Min(end, From(i + 1))));
        if (lacking > 0)
            return Not($"the meter lacks {lacking} of {hours.Intervals} intervals");
        var minutes = within.Aggregate(0, (common, v) => CommonLength(common, v.Minutes));
        if (within[0].Minute != start || within[^1].End != end)
            return Not($"the event does not begin and end with the meter's intervals of {minutes} minutes");
        return SiteDays.LocalMinute(start, hours.Zone) % minutes == 0
            ? new MeterCover(minutes, null)
            : Not($"the meter's intervals of {minutes} minutes begin at no full ones by the clock of {hours.Zone.Id}");

        long From(int interval) => start + (long)interval * hours.IntervalMinutes;
    }

    private static MeterCover Not(string why) => new(null, why);

    private static bool Knows(List<MeterValue> values, long from, long to)
    {
        foreach (var value in values.Where(v => v.End > from))
        {
            if (value.Minute > from || from >= to)
                break;
            from = value.End;
        }
        return from >= to;
    }

    private static int CommonLength(int a, int b) => b == 0 ? a : CommonLength(b, a % b);
}
