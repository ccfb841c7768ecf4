using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Results;

/// <summary>The readings that a result is made of, with what was filled of them and what is odd about them.</summary>
internal sealed class Validated
{
    private readonly DateTimeZone _zone;
    private readonly int _daysLater;

    private Validated(MeasuredHours hours, BaselineProfile profile, IReadOnlyList<Reading> readings)
    {
        (_zone, Readings) = (hours.Zone, readings);
        _daysLater = NeededHours.LastDay(_zone, hours.Start, hours.End, profile).DayNumber - OwnDay(hours).ToDateOnly().DayNumber;
    }

    /// <summary>With what was filled.</summary>
    public IReadOnlyList<Reading> Readings { get; private init; }

    /// <summary>The minutes at which what was filled begins.</summary>
    public IReadOnlyList<long> Filled { get; private init; } = [];

    /// <summary>Five minutes of the hours of its own day for which it is provisional.</summary>
    public IReadOnlyList<FlaggedInterval> Odd { get; private init; } = [];

    /// <summary>Those of them that somebody accepted.</summary>
    public IReadOnlyList<FlaggedInterval> Accepted { get; private init; } = [];

    /// <summary>By these they were accepted.</summary>
    public IReadOnlyList<AcceptedReadings> AcceptedBy { get; private init; } = [];

    /// <summary>What of the hours of its own day came over a topic where nobody can prove who sends; null where nothing did.</summary>
    public UnprovenReadings? Unproven { get; private init; }

    /// <summary>Why it is provisional by its readings; empty where it is not.</summary>
    public IReadOnlyList<string> Reasons { get; private init; } = [];

    /// <param name="flags">Of telemetry, in the order of time.</param>
    /// <param name="accepted">By persons, in the order of storing.</param>
    public static Validated Of(
        MeasuredHours hours,
        BaselineProfile profile,
        IReadOnlyList<Reading> readings,
        int minutes,
        string restsOn,
        IReadOnlyList<FlaggedInterval> flags,
        IReadOnlyList<AcceptedReadings> accepted
    )
    {
        // The utility validates its meters itself.
        if (hours.ReadingRule < ReadingRules.FlaggedAndFilled || restsOn != ResultSeries.Telemetry)
            return new Validated(hours, profile, readings);
        var (all, filled) = FilledGaps.Of(
            readings,
            minutes,
            hours.Zone,
            OwnDay(hours),
            () => NeededHours.Of(hours.Zone, hours.Start, hours.End, profile, minutes)
        );
        var watched = OwnHours.Watched(hours.Start, hours.End, profile);
        var told = FrozenRows.Of([.. flags.Where(f => watched.Contains(Instant.FromUnixTimeSeconds(f.Minute * 60)))]);
        // Its hash is of what is odd about readings, as it was before anybody was told of their senders.
        List<FlaggedInterval> seen = told.ConvertAll(i => i with { Flags = i.Flags.Odd() });
        var own = OwnHours.Of(hours.Start, hours.End, profile);
        var odd = Provisional.Doubtful(seen, own);
        return new Validated(hours, profile, all)
        {
            Filled = filled,
            Odd = odd,
            Accepted = [.. odd.Where(IsAccepted)],
            AcceptedBy = [.. accepted.Where(a => odd.Any(a.Holds))],
            Unproven = hours.ReadingRule < ReadingRules.UnprovenIsTold ? null : UnprovenReadings.Of(told, own),
            Reasons = Provisional.Reasons([.. seen.Where(i => !IsAccepted(i))], own),
        };

        bool IsAccepted(FlaggedInterval interval) => accepted.Any(a => a.Holds(interval));
    }

    /// <summary>What was filled of the days that the baseline was made of.</summary>
    public EstimatedReadings? Estimated(IReadOnlyList<DayVerdict> days)
    {
        var used = days.Where(d => d.Used).Select(d => d.Date.DayNumber).ToHashSet();
        // The hours of a day may go on after midnight.
        var count = Filled.Count(minute =>
            FilledGaps.DayOf(minute, _zone).ToDateOnly().DayNumber is var day
            && Enumerable.Range(0, _daysLater + 1).Any(later => used.Contains(day - later))
        );
        return count > 0 ? new EstimatedReadings(count, FilledGaps.Rule) : null;
    }

    private static LocalDate OwnDay(MeasuredHours hours) => hours.Start.InZone(hours.Zone).Date;
}
