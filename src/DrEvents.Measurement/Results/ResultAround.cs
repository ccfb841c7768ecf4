using DrEvents.Measurement.Delivery;
using NodaTime;

namespace DrEvents.Measurement.Results;

/// <summary>The time around an event in which pre-cooling and rebound are looked for; in whole intervals of the result.</summary>
/// <param name="From">Where the time before the event begins: its start, where there is none.</param>
/// <param name="Until">Where the time after it ends.</param>
public sealed record ResultAround(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>A longer event has no longer time around it by default.</summary>
    public const int HoursMost = 4;

    /// <summary>
    /// As long as the event, in whole intervals, and <paramref name="hoursMost"/> hours at most: after its end, and before its start from the announcement on at
    /// the earliest. It has nothing to do with the window of an adjustment, which only moves the baseline.
    /// </summary>
    /// <param name="announcedAt">When VENs were told of it ahead; null where they were not, so that nobody could prepare for it.</param>
    public static ResultAround Of(MeasuredHours hours, DateTimeOffset? announcedAt, int hoursMost = HoursMost)
    {
        var minutes = Math.Min((hours.End - hours.Start).TotalMinutes, hoursMost * 60);
        var after = (int)Math.Ceiling(minutes / hours.IntervalMinutes);
        var ahead = announcedAt is { } at ? (hours.Start - Instant.FromDateTimeOffset(at)).TotalMinutes : 0;
        var before = Math.Clamp((int)Math.Floor(ahead / hours.IntervalMinutes), 0, after);
        return new ResultAround(
            (hours.Start - Duration.FromMinutes(before * hours.IntervalMinutes)).ToDateTimeOffset(),
            (hours.End + Duration.FromMinutes(after * hours.IntervalMinutes)).ToDateTimeOffset()
        );
    }

    /// <summary>Whether the time after the event was over at a time: before, nothing of it is measured.</summary>
    public bool IsOver(DateTimeOffset at) => at >= Until;

    /// <summary>The time before the event, as hours that are measured.</summary>
    public MeasuredHours Before(MeasuredHours hours) => hours with { Start = Instant.FromDateTimeOffset(From), End = hours.Start };

    /// <summary>The time after it.</summary>
    public MeasuredHours After(MeasuredHours hours) => hours with { Start = hours.End, End = Instant.FromDateTimeOffset(Until) };

    /// <summary>Why nothing of the time after the event is measured while it is not over.</summary>
    public const string NotYet = "not yet, as that time is not over";
}

/// <summary>A time in which another event held the VEN.</summary>
/// <param name="Until">Null where its end is not known.</param>
public sealed record HeldElsewhere(DateTimeOffset From, DateTimeOffset? Until);

/// <summary>A time before or after an event, of one VEN.</summary>
/// <param name="BaselineKw">The adjusted baseline B', an entry for each interval; null where one of its days misses a part of it.</param>
/// <param name="ActualKw">The load L; null where the meter misses a part of the interval.</param>
/// <param name="Why">Why it is not looked at; null where it is.</param>
public sealed record AroundSide(IReadOnlyList<double?> BaselineKw, IReadOnlyList<double?> ActualKw, string? Why)
{
    internal AroundUse Use() => new([.. ActualKw.Select((kw, i) => kw - BaselineKw[i])], Why);
}

/// <summary>What a VEN used around an event. The time before ends with its start and the time after begins with its end; both may be shorter than the result's, where another event held the VEN.</summary>
/// <param name="Hash">SHA-256 over the text of the readings that were looked at (<see cref="ResultDigest"/>), hexadecimal.</param>
public sealed record VenAround(AroundSide Before, AroundSide After, ReboundFigures Figures, string Hash);

/// <summary>A time before or after an event, of all VENs with a result together; sums are of those that are known.</summary>
/// <param name="UnknownVens">VENs that are not known in the interval.</param>
public sealed record PortfolioSide(
    IReadOnlyList<double?> BaselineKw,
    IReadOnlyList<double?> ActualKw,
    IReadOnlyList<int> UnknownVens,
    string? Why
)
{
    internal AroundUse Use() => new([.. ActualKw.Select((kw, i) => kw - BaselineKw[i])], Why);
}

/// <summary>What all VENs used around an event: its figures are of the summed loads and baselines, not sums of the VENs'.</summary>
public sealed record PortfolioAround(PortfolioSide Before, PortfolioSide After, ReboundFigures Figures);
