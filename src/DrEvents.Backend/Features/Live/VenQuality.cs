using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Readings;
using NodaTime;
using Interval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Backend.Features.Live;

/// <summary>Counts how well a VEN's five minutes are known, by days of the site's clock.</summary>
/// <param name="venId">Whose they are.</param>
/// <param name="since">When the VEN became known: before that nothing is missing.</param>
public sealed class VenQuality(string venId, DateTimeZone zone, DateTimeOffset since, DateTimeOffset now)
{
    private static readonly int Minutes = (int)Interval.Length.TotalMinutes;

    /// <summary>As far beside the days it is seen whether a value stood still for an hour.</summary>
    public static readonly TimeSpan Beside = ReadingThresholds.FrozenIntervalsLeast * Interval.Length;

    /// <summary>The time of these days.</summary>
    public TimeRange TimeOf(DateOnly from, DateOnly to) => new(StartOf(from), StartOf(to.AddDays(1)));

    /// <summary>The time of which rows are needed for these days.</summary>
    public TimeRange Needed(DateOnly from, DateOnly to) => new(StartOf(from) - Beside, StartOf(to.AddDays(1)) + Beside);

    /// <param name="rows">In the order of time.</param>
    /// <param name="accepted">What of the VEN's odd readings was accepted.</param>
    public VenQualityView Of(DateOnly from, DateOnly to, IReadOnlyList<QualityRow> rows, IReadOnlyList<AcceptedReadingsView> accepted)
    {
        var odd = QualityRow.OddOf(rows).ToDictionary(f => f.Minute, f => f.Flags);
        var first = rows.Count > 0 && rows[0].Start < since ? rows[0].Start : since;
        var (begin, end) = (Later(StartOf(from), first), Earlier(StartOf(to.AddDays(1)), Interval.StartOf(now, Interval.Length)));
        var estimated = Estimated(rows).ToLookup(minute => DayOf(TimeOf(minute)).ToDateOnly());
        var days = new List<QualityDayView>();
        for (var day = to; day >= from; day = day.AddDays(-1))
            days.Add(
                new QualityDayView(day, Counts(Later(StartOf(day), begin), Earlier(StartOf(day.AddDays(1)), end), estimated[day].Count()))
            );
        var asked = TimeOf(from, to);
        return new VenQualityView(
            venId,
            zone.Id,
            from,
            to,
            days,
            Counts(begin, end, days.Sum(d => d.Counts.Estimated)),
            [.. accepted.Where(a => a.From < asked.End && a.To > asked.Start).OrderByDescending(a => a.AcceptedAt)]
        );

        QualityCountsView Counts(DateTimeOffset start, DateTimeOffset until, int filled)
        {
            var expected = (int)Math.Max(0, Math.Ceiling((until - start) / Interval.Length));
            var own = rows.Where(r => r.Start >= Interval.StartOf(start, Interval.Length) && r.Start < until).ToList();
            var known = own.Count(r => r.UsedKw is not null);
            var estimatedHere = Math.Min(filled, Math.Max(0, expected - known));
            return new QualityCountsView(
                known,
                estimatedHere,
                Math.Max(0, expected - known - estimatedHere),
                own.Sum(UnknownS) + Math.Max(0, expected - own.Count) * Interval.Length.TotalSeconds,
                own.Sum(r => r.LeftOut),
                Flags(own, odd)
            );
        }
    }

    /// <summary>Results fill gaps of days before their event; those of today may be filled tomorrow.</summary>
    private IReadOnlyList<long> Estimated(IReadOnlyList<QualityRow> rows) =>
        FilledGaps
            .Of(
                [.. rows.Where(r => r.UsedKw is not null).Select(r => new Reading(MinuteOf(r.Start), r.UsedKw!.Value))],
                Minutes,
                zone,
                DayOf(now).PlusDays(1),
                () => [new NodaTime.Interval(null, null)]
            )
            .Filled;

    private static List<QualityFlagView> Flags(List<QualityRow> own, Dictionary<long, ReadingFlags> odd)
    {
        var flags = new List<QualityFlagView>();
        foreach (var (flag, _) in ReadingFlagWords.All)
        {
            var found = own.Where(r => (odd[MinuteOf(r.Start)] & flag) != 0).ToList();
            if (found.Count > 0)
                flags.Add(new QualityFlagView(AcceptedViews.NameOf(flag), found.Count, found[0].Start));
        }
        return flags;
    }

    /// <summary>What an earlier version kept does not say how much of it was measured.</summary>
    private static double UnknownS(QualityRow row) =>
        row.MeasuredS is { } seconds ? Math.Max(0, Interval.Length.TotalSeconds - seconds) : 0;

    private DateTimeOffset StartOf(DateOnly day) => zone.AtStartOfDay(LocalDate.FromDateOnly(day)).ToInstant().ToDateTimeOffset();

    private LocalDate DayOf(DateTimeOffset time) => Instant.FromDateTimeOffset(time).InZone(zone).Date;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static long MinuteOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;

    private static DateTimeOffset TimeOf(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
