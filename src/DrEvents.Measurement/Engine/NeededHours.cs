using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Measurement.Engine;

/// <summary>
/// What of a meter a profile looks at for an event: of the event's own day the event with all windows around it, of each earlier day of the look-back the
/// same hours by the site's clock, or the whole day. A series cut to these hours gives the same baseline to the last bit.
/// </summary>
public static class NeededHours
{
    /// <summary>Around a change of the clock so much more is taken: it says which hours the day has not, or has twice.</summary>
    private static readonly Duration AroundChange = Duration.FromHours(2);

    /// <summary>In the order of time; no two of them meet.</summary>
    /// <param name="start">Start of the event.</param>
    /// <param name="end">Its end, after the start.</param>
    /// <param name="meterMinutes">Length of the meter's intervals: the one that a time lies in is needed whole.</param>
    public static IReadOnlyList<Interval> Of(DateTimeZone zone, Instant start, Instant end, BaselineProfile profile, int meterMinutes)
    {
        var ownDay = DayOf(start, zone);
        var own = Own(start, end, profile).SelectMany(hours => Pieces(hours, zone)).ToList();
        var needed = own.Select(p => OnDay(p, 0, zone, meterMinutes)).ToList();
        var lookBack = profile.LookBackDays;
        var isWhole = NeedsWholeDays(profile);
        for (var back = 1; back <= lookBack; back++)
        {
            needed.AddRange(own.Select(p => OnDay(p, back, zone, meterMinutes)));
            if (isWhole)
                needed.Add(WholeDay(ownDay.PlusDays(-back), zone));
        }
        return Merged(needed);
    }

    /// <summary>Stretches of the event's own day and of days before it, by the site's clock: in the order of time; no two of them meet.</summary>
    /// <param name="daysBack">How many days before it each of them lies; 0 for its own.</param>
    public static IReadOnlyList<Interval> Of(
        DateTimeZone zone,
        IReadOnlyList<Interval> stretches,
        IReadOnlyList<int> daysBack,
        int meterMinutes
    ) =>
        Merged(
            stretches
                .Where(s => s.Start < s.End)
                .SelectMany(s => Pieces(s, zone))
                .SelectMany(p => daysBack.Select(back => OnDay(p, back, zone, meterMinutes)))
        );

    /// <summary>Whether it looks at whole days, since their energy, or whether they are complete, decides.</summary>
    public static bool NeedsWholeDays(BaselineProfile profile) =>
        profile.Regression is not null
        || profile.Days is { } days && (days.Choice.Rank == RankBy.DailyEnergy || days.Exclude.Contains(Exclusion.IncompleteDays));

    /// <summary>The last day, by the site's clock, that the hours of the event and of its windows lie on.</summary>
    public static DateOnly LastDay(DateTimeZone zone, Instant start, Instant end, BaselineProfile profile) =>
        DayOf(Own(start, end, profile).Max(h => h.End) - Duration.Epsilon, zone).ToDateOnly();

    private static List<Interval> Own(Instant start, Instant end, BaselineProfile profile) =>
        [.. OwnHours.Of(start, end, profile).Select(h => new Interval(h.Start, h.End))];

    /// <summary>The hours by the clock, apart where it changes: those that come twice are no stretch from one time to a later one.</summary>
    private static IEnumerable<(LocalDateTime From, LocalDateTime To)> Pieces(Interval hours, DateTimeZone zone) =>
        zone.GetZoneIntervals(hours)
            .Select(z =>
            {
                var (from, to) = (
                    z.HasStart ? Instant.Max(z.Start, hours.Start) : hours.Start,
                    z.HasEnd ? Instant.Min(z.End, hours.End) : hours.End
                );
                return (from.WithOffset(z.WallOffset).LocalDateTime, to.WithOffset(z.WallOffset).LocalDateTime);
            });

    private static Interval OnDay((LocalDateTime From, LocalDateTime To) hours, int daysBack, DateTimeZone zone, int meterMinutes)
    {
        var (from, to) = (Floor(hours.From, meterMinutes).PlusDays(-daysBack), hours.To.PlusDays(-daysBack));
        var (first, last) = (Map(zone, from).First, Map(zone, to).Last);
        return Wider(first, last, zone);
    }

    private static LocalDateTime Floor(LocalDateTime time, int minutes) =>
        time.Date.AtMidnight().PlusMinutes((time.Hour * 60 + time.Minute) / minutes * minutes);

    /// <summary>A time that comes twice is both, and one that the clock skips is when it is skipped.</summary>
    private static (Instant First, Instant Last) Map(DateTimeZone zone, LocalDateTime time)
    {
        var map = zone.MapLocal(time);
        return map.Count == 0 ? (map.EarlyInterval.End, map.EarlyInterval.End) : (map.First().ToInstant(), map.Last().ToInstant());
    }

    private static Interval Wider(Instant first, Instant last, DateTimeZone zone)
    {
        var changes = zone.GetZoneIntervals(new Interval(first - AroundChange, Instant.Max(last, first) + AroundChange))
            .Where(z => z.HasStart && z.Start >= first - AroundChange)
            .Select(z => z.Start);
        var (from, to) = (first, Instant.Max(last, first));
        foreach (var change in changes)
            (from, to) = (Instant.Min(from, change - AroundChange), Instant.Max(to, change + AroundChange));
        return new Interval(from, to);
    }

    private static Interval WholeDay(LocalDate day, DateTimeZone zone) =>
        new(zone.AtStartOfDay(day).ToInstant(), zone.AtStartOfDay(day.PlusDays(1)).ToInstant());

    private static LocalDate DayOf(Instant time, DateTimeZone zone) => time.InZone(zone).Date;

    /// <summary>The same time in the order of time; no two of them meet.</summary>
    public static IReadOnlyList<Interval> Merged(IEnumerable<Interval> all)
    {
        var merged = new List<Interval>();
        foreach (var one in all.Where(i => i.Start < i.End).OrderBy(i => i.Start))
        {
            if (merged.Count > 0 && one.Start <= merged[^1].End)
                merged[^1] = new Interval(merged[^1].Start, Instant.Max(merged[^1].End, one.End));
            else
                merged.Add(one);
        }
        return merged;
    }
}
