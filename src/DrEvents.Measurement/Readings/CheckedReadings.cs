using NodaTime;

namespace DrEvents.Measurement.Readings;

/// <summary>A reading with what is odd about it.</summary>
/// <param name="CountsAt">Its time, or that at which it was received where the meter's clock is ahead.</param>
public readonly record struct CheckedReading(RawReading Reading, ReadingFlags Flags, Instant CountsAt)
{
    /// <summary>Whether it stands for time: not a repeat of a time, and not without a value.</summary>
    public bool Counts => (Flags & (ReadingFlags.Duplicate | ReadingFlags.NoValue)) == 0;
}

/// <summary>Time without readings that is longer than silence lasts.</summary>
/// <param name="From">The last reading before it.</param>
/// <param name="To">The first one after it.</param>
public readonly record struct ReadingGap(Instant From, Instant To)
{
    public Duration Length => To - From;
}

/// <summary>All readings of a meter with their flags, and the gaps between them.</summary>
/// <param name="AsStored">In the order in which they were stored: all that were given, none dropped.</param>
/// <param name="Gaps">In the order of time.</param>
public sealed record CheckedReadings(
    MeterFacts Meter,
    ReadingThresholds Thresholds,
    IReadOnlyList<CheckedReading> AsStored,
    IReadOnlyList<ReadingGap> Gaps
)
{
    /// <summary>Those that stand for time, in the order of time.</summary>
    internal IReadOnlyList<CheckedReading> Counting { get; } = [.. AsStored.Where(r => r.Counts).OrderBy(r => r.CountsAt)];
}
