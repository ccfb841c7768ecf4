using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Readings;

/// <summary>
/// Fills gaps of an hour at most on days before the event by a straight line between the means before and after. What the event's own day does not know
/// stays unknown, and so does what lies at the end of the hours that were looked at, or goes over midnight.
/// </summary>
public static class FilledGaps
{
    /// <summary>The rule's name in results.</summary>
    public const string Rule = "linear";

    /// <summary>Longer ones are not filled.</summary>
    public const int MinutesMost = 60;

    /// <param name="inOrder">Known means, in the order of time.</param>
    /// <param name="minutes">Length of their intervals.</param>
    /// <param name="ownDay">The event's day by the site's clock.</param>
    /// <param name="needed">The hours that were looked at, asked for where there is a gap: what lies between two of them is none.</param>
    /// <returns>All means, and the minutes at which those that were filled begin.</returns>
    public static (IReadOnlyList<Reading> All, IReadOnlyList<long> Filled) Of(
        IReadOnlyList<Reading> inOrder,
        int minutes,
        DateTimeZone zone,
        LocalDate ownDay,
        Func<IReadOnlyList<Interval>> needed
    )
    {
        var (all, filled) = (new List<Reading>(inOrder.Count), new List<long>());
        IReadOnlyList<Interval>? hours = null;
        for (var i = 0; i < inOrder.Count; i++)
        {
            if (i > 0 && inOrder[i].Minute - inOrder[i - 1].Minute - minutes is > 0 and <= MinutesMost)
                Fill(inOrder[i - 1], inOrder[i]);
            all.Add(inOrder[i]);
        }
        return (all, filled);

        void Fill(Reading before, Reading after)
        {
            var day = DayOf(before.Minute, zone);
            if (day >= ownDay || day != DayOf(after.Minute, zone))
                return;
            hours ??= needed();
            if (!hours.Any(h => h.Contains(TimeOf(before.Minute)) && h.Contains(TimeOf(after.Minute))))
                return;
            for (var at = before.Minute + minutes; at < after.Minute; at += minutes)
            {
                all.Add(new Reading(at, before.Kw + (after.Kw - before.Kw) * (at - before.Minute) / (after.Minute - before.Minute)));
                filled.Add(at);
            }
        }
    }

    /// <summary>The day that a minute lies on by the site's clock.</summary>
    public static LocalDate DayOf(long minute, DateTimeZone zone) => TimeOf(minute).InZone(zone).Date;

    private static Instant TimeOf(long minute) => Instant.FromUnixTimeSeconds(minute * 60);
}
