using NodaTime;

namespace DrEvents.Measurement.Readings;

/// <summary>
/// Finds where a meter's clock jumped. A reading that was kept while there was no connection and comes late is no jump: it fills a hole among those that
/// are there, and its delay is longer than that of others, never shorter.
/// </summary>
internal static class ClockJumps
{
    /// <summary>Readings so far apart, in usual intervals, have room for one between them; intervals waver.</summary>
    private const double HoleIntervals = 1.5;

    /// <summary>Those that are ahead of who received them, and the first one after the clock was put forward.</summary>
    public static void FlagLeaps(IReadOnlyList<RawReading> readings, ReadingFlags[] flags, MeterFacts meter, ReadingThresholds limits)
    {
        var tolerance = Duration.Max(limits.LeapMost, limits.SilenceAfter(meter));
        Duration? delayLeast = null;
        for (var i = 0; i < readings.Count; i++)
        {
            if (readings[i].ReceivedAt - readings[i].At is not { } delay)
                continue;
            // A delay that is shorter than any before it has to come from a clock that was put forward.
            if (delay < -limits.AheadMost || delay < delayLeast - tolerance)
                flags[i] |= ReadingFlags.ClockJump;
            delayLeast = delayLeast < delay ? delayLeast : delay;
        }
    }

    /// <summary>Those that go back into time that was measured already.</summary>
    /// <param name="flags">With duplicates and missing values flagged.</param>
    public static void FlagReturns(IReadOnlyList<RawReading> readings, ReadingFlags[] flags, MeterFacts meter)
    {
        var times = new SortedSet<Instant>();
        for (var i = 0; i < readings.Count; i++)
        {
            var at = readings[i].At;
            if (flags[i].HasFlag(ReadingFlags.NoValue))
                continue;
            if (times.Count > 0 && at < times.Max && GoesIntoMeasuredTime(times, at, flags[i], meter.UsualInterval * HoleIntervals))
                flags[i] |= ReadingFlags.ClockJump;
            times.Add(at);
        }
    }

    /// <summary>A repeat of the same time and value was delivered twice, which tells nothing of the clock.</summary>
    private static bool GoesIntoMeasuredTime(SortedSet<Instant> times, Instant at, ReadingFlags flags, Duration hole)
    {
        if (flags.HasFlag(ReadingFlags.Duplicate))
            return flags.HasFlag(ReadingFlags.Contradicted);
        return at > times.Min && times.GetViewBetween(at, Instant.MaxValue).Min - times.GetViewBetween(Instant.MinValue, at).Max < hole;
    }
}
