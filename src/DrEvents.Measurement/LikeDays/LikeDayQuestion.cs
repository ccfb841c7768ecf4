using NodaTime;

namespace DrEvents.Measurement.LikeDays;

/// <summary>The hours that like days are asked for, in the time zone whose clock people live by.</summary>
/// <param name="Start">Begin of the first interval.</param>
/// <param name="End">End of the last one.</param>
/// <param name="Anchor">What the adjustment's window lies before. Nothing after it is known.</param>
public sealed record LikeDayQuestion(DateTimeZone Zone, Instant Start, Instant End, Instant Anchor)
{
    public LocalDate Date => Start.InZone(Zone).Date;

    public LocalDate AnchorDate => Anchor.InZone(Zone).Date;

    /// <summary>The days that may be like this one, newest first, however much of them is known.</summary>
    public IEnumerable<LocalDate> Candidates(LikeDayProfile profile)
    {
        var like = profile.ClassOf(Date);
        return Enumerable.Range(1, profile.LookBackDays).Select(back => Date.PlusDays(-back)).Where(day => profile.ClassOf(day) == like);
    }

    /// <summary>All that has to be known for it: the hours of the candidates, and today's of the adjustment, as ranges in the order of time.</summary>
    public IReadOnlyList<Interval> Needed(LikeDayProfile profile, Duration interval)
    {
        var (asked, window) = (Asked(interval), Window(profile.Adjustment, interval));
        var moments = Candidates(profile)
            .SelectMany(day => asked.On(day).Concat(window.On(day)))
            .Append([.. window.On(Date).SelectMany(m => m)]);
        var ranges = new List<Interval>();
        foreach (var at in moments.SelectMany(m => m).Where(at => at + interval <= Anchor).Distinct().Order())
        {
            if (ranges.Count > 0 && ranges[^1].End == at)
                ranges[^1] = new Interval(ranges[^1].Start, at + interval);
            else
                ranges.Add(new Interval(at, at + interval));
        }
        return ranges;
    }

    public DayHours Asked(Duration interval) => DayHours.Of(Zone, Date, Start, End, interval);

    /// <summary>The adjustment's hours, as they lie to the day that is asked for.</summary>
    public DayHours Window(Adjustment adjustment, Duration interval) =>
        DayHours.Of(Zone, Date, Anchor - adjustment.Begins, Anchor - adjustment.Begins + adjustment.Lasts, interval);
}

/// <summary>
/// Intervals by the local clock: so many days after a day, at a time of day. Another day has the same hours, whatever its offset from UTC is.
/// </summary>
public sealed class DayHours
{
    private readonly DateTimeZone _zone;
    private readonly (int DaysLater, LocalTime Time)[] _times;

    private DayHours(DateTimeZone zone, (int, LocalTime)[] times) => (_zone, _times) = (zone, times);

    public int Count => _times.Length;

    public static DayHours Of(DateTimeZone zone, LocalDate day, Instant from, Instant to, Duration interval)
    {
        var times = new List<(int, LocalTime)>();
        for (var at = from; at < to; at += interval)
        {
            var local = at.InZone(zone);
            times.Add((Period.DaysBetween(day, local.Date), local.TimeOfDay));
        }
        return new DayHours(zone, [.. times]);
    }

    /// <summary>
    /// The moments of these hours on a day, an entry for each interval: one moment; none where the clock skips that time; two where it comes twice.
    /// </summary>
    public IEnumerable<IReadOnlyList<Instant>> On(LocalDate day)
    {
        foreach (var (daysLater, time) in _times)
        {
            var found = _zone.MapLocal(day.PlusDays(daysLater) + time);
            yield return found.Count switch
            {
                0 => [],
                1 => [found.First().ToInstant()],
                _ => [found.First().ToInstant(), found.Last().ToInstant()],
            };
        }
    }
}
