using System.Text.Json.Serialization;

namespace DrEvents.Measurement.Readings;

/// <summary>A reading as it is watched.</summary>
/// <param name="At">The time for which it counts: the meter's own, or that at which it was received where the meter's clock is ahead.</param>
/// <param name="IsOutOfOrder">Whether a newer one had come in before it.</param>
/// <param name="IsAhead">Whether the meter's clock is ahead of who received it.</param>
/// <param name="IsImplausible">Whether it cannot be, and counts for nothing.</param>
/// <param name="IsUnproven">Whether it came over a topic where nobody can prove who sends.</param>
public readonly record struct WatchedReading(
    DateTimeOffset At,
    double Kw,
    DateTimeOffset ReceivedAt,
    bool IsOutOfOrder = false,
    bool IsAhead = false,
    bool IsImplausible = false,
    bool IsUnproven = false
);

/// <summary>What came of a reading that was watched.</summary>
/// <param name="After">What is remembered from now on.</param>
/// <param name="Now">What is odd about it.</param>
/// <param name="Before">What is odd about the newest one before it, as it turns out now.</param>
public readonly record struct Watched(ReadingWatch After, ReadingFlags Now, ReadingFlags Before);

/// <summary>
/// Says of each reading of a meter, in the order in which they are stored, what is odd about it. It remembers a few readings and nothing else, and what it
/// says follows from those shortly before and from the next one: a stretch of readings, with <see cref="ReadingThresholds.LookBack"/> before it, has the
/// same flags as all of them together.
/// </summary>
[JsonConverter(typeof(ReadingWatchJson))]
public readonly record struct ReadingWatch
{
    /// <summary>How many of the last readings are known; after silence, and after one that cannot be, there is a new row.</summary>
    internal int Known { get; init; }
    internal LastReadings Last { get; init; }

    /// <summary>Ticks of the newest reading's times, 0 where there is none.</summary>
    internal long At { get; init; }
    internal long ReceivedAt { get; init; }

    /// <summary>Those of the last one that came late.</summary>
    internal long LateAt { get; init; }
    internal long LateReceivedAt { get; init; }

    /// <summary>Of the newest reading, in which five minutes flags of the one before count; null where there is none.</summary>
    public DateTimeOffset? NewestAt => At == 0 ? null : new DateTimeOffset(At, TimeSpan.Zero);

    /// <param name="isTimeKnown">Of one that is older than the newest: whether its time was measured already.</param>
    public Watched Next(in WatchedReading reading, in MeterFacts meter, bool isTimeKnown)
    {
        var watched = Look(reading, meter, isTimeKnown);
        // What cannot be counts for nothing, so that nothing rests on who sent it.
        return reading is { IsUnproven: true, IsImplausible: false } ? watched with { Now = watched.Now | ReadingFlags.Unproven } : watched;
    }

    private Watched Look(in WatchedReading reading, in MeterFacts meter, bool isTimeKnown)
    {
        var flags = reading.IsAhead ? ReadingFlags.ClockJump : ReadingFlags.None;
        if (reading.IsImplausible)
            return new(this with { Known = 0 }, flags | ReadingFlags.Implausible | ReadingFlags.Moved, ReadingFlags.None);
        if (reading.Kw < -ReadingThresholds.ZeroErrorKw && meter.Generates == false)
            flags |= ReadingFlags.NegativeWithoutGeneration;
        var (at, receivedAt) = (reading.At.UtcTicks, reading.ReceivedAt.UtcTicks);
        if (at == At)
            return new(this, flags | Again(reading.Kw), ReadingFlags.None);
        if (at < At || reading.IsOutOfOrder)
        {
            if (isTimeKnown && IsBack(at, receivedAt, meter))
                flags |= ReadingFlags.ClockJump;
            return new(this with { LateAt = at, LateReceivedAt = receivedAt }, flags | ReadingFlags.Moved, ReadingFlags.None);
        }
        if (IsLeap(at, receivedAt, meter))
            flags |= ReadingFlags.ClockJump;
        var follows = Known > 0 && at - At <= SilenceOf(meter);
        // Plus zero: stored and read again, a negative zero is none.
        var kw = reading.Kw + 0.0;
        flags |= follows && kw != 0 && IsSame(Last.I, kw) ? ReadingFlags.Still : ReadingFlags.Moved;
        var after = this with
        {
            Known = follows ? Math.Min(Known + 1, LastReadings.Most) : 1,
            Last = Last.Plus(kw),
            At = at,
            ReceivedAt = receivedAt,
        };
        return new(after, flags, follows && IsSpike(kw, meter) ? ReadingFlags.Spike : ReadingFlags.None);
    }

    private ReadingFlags Again(double kw) =>
        Known == 0 || IsSame(Last.I, kw + 0.0)
            ? ReadingFlags.Duplicate
            : ReadingFlags.Duplicate | ReadingFlags.Contradicted | ReadingFlags.Moved;

    private static bool IsSame(double one, double other) => BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(other);

    /// <summary>The newest one before this is far from those before it and from this, in the same direction. A step is none: what comes after agrees.</summary>
    private bool IsSpike(double nextKw, in MeterFacts meter)
    {
        if (Known <= ReadingThresholds.SpikeNeighboursLeast)
            return false;
        var least = Math.Max(ReadingThresholds.SpikeLeastKw, meter.LargestLoadKw ?? 0);
        var (beforeKw, kw) = (Last.H, Last.I);
        // Nearly every reading.
        if (Beyond(kw, beforeKw, nextKw) <= least)
            return false;
        Span<double> neighbours = stackalloc double[Known];
        Last.CopyTo(neighbours);
        neighbours = neighbours[..^1];
        var median = Median(neighbours);
        foreach (ref var neighbour in neighbours)
            neighbour = Math.Abs(neighbour - median);
        const double deviationsPerMad = 1.4826;
        var most = Math.Max(least, ReadingThresholds.SpikeDeviations * deviationsPerMad * Median(neighbours));
        return Math.Min(Beyond(kw, beforeKw, nextKw), Beyond(kw, median, nextKw)) > most;
    }

    /// <summary>How far above both, or below both.</summary>
    private static double Beyond(double kw, double one, double other) => Math.Max(kw - Math.Max(one, other), Math.Min(one, other) - kw);

    private static double Median(Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>Much later than the one before, by the meter's clock, and received at the usual pace. What a VEN kept comes faster than that.</summary>
    private bool IsLeap(long at, long receivedAt, in MeterFacts meter) =>
        At > 0
        && at - At <= ReadingThresholds.LeapWatched.Ticks
        && IsUsualPace(receivedAt - ReceivedAt, meter)
        && at - At - (receivedAt - ReceivedAt) > Math.Max(ReadingThresholds.LeapMost.Ticks, SilenceOf(meter));

    /// <summary>The second of two at least that come at the usual pace in a time that is measured. What a VEN kept fills a hole, or comes faster.</summary>
    private bool IsBack(long at, long receivedAt, in MeterFacts meter) =>
        LateAt > 0
        && IsUsualPace(receivedAt - LateReceivedAt, meter)
        && Math.Abs(at - LateAt - (receivedAt - LateReceivedAt)) <= HalfOf(meter);

    private static bool IsUsualPace(long since, in MeterFacts meter) => since >= HalfOf(meter) && since <= SilenceOf(meter);

    private static long HalfOf(in MeterFacts meter) => meter.ReportSeconds * TimeSpan.TicksPerSecond / 2;

    private static long SilenceOf(in MeterFacts meter) => meter.ReportSeconds * TimeSpan.TicksPerSecond * ReadingTime.SilenceIntervals;
}
