using NodaTime;

namespace DrEvents.Measurement.Readings;

/// <summary>Says of each reading of a meter what is odd about it. Nothing is dropped or changed.</summary>
public static class ReadingCheck
{
    /// <param name="readings">In the order in which they were stored.</param>
    /// <param name="thresholds">From where on something is odd; <see cref="ReadingThresholds.Default"/> where none are given.</param>
    public static CheckedReadings Of(IReadOnlyList<RawReading> readings, MeterFacts meter, ReadingThresholds? thresholds = null)
    {
        if (meter.UsualInterval <= Duration.Zero)
            throw new ArgumentException("a meter's usual interval is longer than nothing", nameof(meter));
        var limits = thresholds ?? ReadingThresholds.Default;
        var flags = new ReadingFlags[readings.Count];
        for (var i = 0; i < readings.Count; i++)
        {
            if (!double.IsFinite(readings[i].Kw))
                flags[i] |= ReadingFlags.NoValue;
            else if (readings[i].Kw < -limits.ZeroErrorKw && !meter.HasGeneration)
                flags[i] |= ReadingFlags.NegativeWithoutGeneration;
        }
        RawReading[] timed = [.. readings.Select(r => r.ReceivedAt is { } at && r.At > at + limits.AheadMost ? r with { At = at } : r)];
        FlagDuplicates(timed, flags);
        ClockJumps.FlagLeaps(readings, flags, meter, limits);
        ClockJumps.FlagReturns(timed, flags, meter);
        int[] counting =
        [
            .. Enumerable
                .Range(0, readings.Count)
                .Where(i => (flags[i] & (ReadingFlags.Duplicate | ReadingFlags.NoValue)) == 0)
                .OrderBy(i => timed[i].At),
        ];
        FlagFrozen(timed, counting, flags, meter, limits);
        Spikes.Flag(timed, counting, flags, meter, limits);
        return new CheckedReadings(
            meter,
            limits,
            [.. readings.Select((r, i) => new CheckedReading(r, flags[i], timed[i].At))],
            [.. Gaps(timed, counting, limits.SilenceAfter(meter))]
        );
    }

    /// <summary>The first value that was stored of a time counts.</summary>
    private static void FlagDuplicates(RawReading[] readings, ReadingFlags[] flags)
    {
        var first = new Dictionary<Instant, int>(readings.Length);
        for (var i = 0; i < readings.Length; i++)
        {
            // What has no value leaves its time to one that has.
            if (flags[i].HasFlag(ReadingFlags.NoValue) || first.TryAdd(readings[i].At, i))
                continue;
            flags[i] |= ReadingFlags.Duplicate;
            var counted = first[readings[i].At];
            if (readings[counted].Kw.Equals(readings[i].Kw))
                continue;
            flags[i] |= ReadingFlags.Contradicted;
            flags[counted] |= ReadingFlags.Contradicted;
        }
    }

    /// <summary>Silence ends a row: nobody knows whether the value stood still in it.</summary>
    private static void FlagFrozen(RawReading[] readings, int[] counting, ReadingFlags[] flags, MeterFacts meter, ReadingThresholds limits)
    {
        var silence = limits.SilenceAfter(meter);
        for (var from = 0; from < counting.Length; )
        {
            var to = from + 1;
            while (to < counting.Length && Goes(to))
                to++;
            var (first, last) = (readings[counting[from]], readings[counting[to - 1]]);
            var isFrozen = first.Kw != 0 && last.At - first.At > limits.FrozenAfter && to - from >= limits.FrozenReadingsLeast;
            for (var i = from; i < to && isFrozen; i++)
                flags[counting[i]] |= ReadingFlags.Frozen;
            from = to;
        }

        bool Goes(int i)
        {
            var (before, now) = (readings[counting[i - 1]], readings[counting[i]]);
            return BitConverter.DoubleToInt64Bits(before.Kw) == BitConverter.DoubleToInt64Bits(now.Kw) && now.At - before.At <= silence;
        }
    }

    private static IEnumerable<ReadingGap> Gaps(RawReading[] readings, int[] counting, Duration silence)
    {
        for (var i = 1; i < counting.Length; i++)
        {
            var (from, to) = (readings[counting[i - 1]].At, readings[counting[i]].At);
            if (to - from > silence)
                yield return new ReadingGap(from, to);
        }
    }
}
