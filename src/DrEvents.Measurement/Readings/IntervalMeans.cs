using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Readings;

/// <summary>
/// Makes interval means from readings, by the product's own rule: a reading stands for the time since the one before it, and for one usual interval where
/// that is longer ago than three of them; all of that time counts in the interval that the reading itself lies in. mean = Σ kW·s ÷ Σ s, summed in the
/// order of time. What lies between is a gap: of an hour at most it is filled by a straight line from the reading before to the one after.
/// </summary>
public static class IntervalMeans
{
    /// <param name="from">Begin of the first interval.</param>
    /// <param name="to">End of the last one, so many whole intervals later.</param>
    /// <param name="intervalMinutes">One of <see cref="MeterSeries.Lengths"/>.</param>
    public static IReadOnlyList<MeteredInterval> Of(CheckedReadings readings, Instant from, Instant to, int intervalMinutes)
    {
        if (!MeterSeries.Lengths.Contains(intervalMinutes))
            throw new ArgumentException($"an interval has {string.Join(", ", MeterSeries.Lengths)} minutes", nameof(intervalMinutes));
        var length = Duration.FromMinutes(intervalMinutes);
        var count = (to - from) / length;
        if (count < 0 || count != Math.Floor(count))
            throw new ArgumentException("the range has to hold whole intervals", nameof(to));
        var intervals = new Interval[(int)count];
        for (var i = 0; i < intervals.Length; i++)
            intervals[i] = new Interval(from + i * length, length);
        Count(readings, intervals, from, length);
        foreach (var reading in readings.AsStored)
        {
            if (PlaceOf(reading.CountsAt, from, length) is var place && place >= 0 && place < intervals.Length)
                intervals[place].Flags |= reading.Flags;
        }
        return [.. intervals.Select(i => i.Made(readings.Meter, readings.Thresholds))];
    }

    /// <summary>The means on a grid, for the baseline engine; NaN where one is missing. One interval at least.</summary>
    public static MeterSeries Series(IReadOnlyList<MeteredInterval> intervals) =>
        MeterSeries.Of(
            [.. intervals.Select(i => new Reading(i.Start.ToUnixTimeSeconds() / 60, i.Kw ?? double.NaN))],
            (int)intervals[0].Length.TotalMinutes
        );

    private static void Count(CheckedReadings readings, Interval[] intervals, Instant from, Duration length)
    {
        var (usual, silence) = (readings.Meter.UsualInterval, readings.Thresholds.SilenceAfter(readings.Meter));
        var end = from + intervals.Length * length;
        RawReading? before = null;
        foreach (var reading in readings.Counting.Select(r => r.Reading with { At = r.CountsAt }))
        {
            var since = reading.At - before?.At;
            // The first one of all stands for one interval, as the first after silence.
            var stands = since is { } time && time <= silence ? time : usual;
            if (PlaceOf(reading.At, from, length) is var place && place >= 0 && place < intervals.Length)
                intervals[place].Add(reading.Kw, stands.TotalSeconds);
            if (since > silence)
                Fill(intervals, from, length, new Gap(before!.Value, reading, reading.At - usual, readings.Thresholds.FilledMost));
            else if (since is null && reading.At - from > silence)
                Leave(intervals, from, length, from, reading.At - usual);
            before = reading;
        }
        var last = before?.At ?? from - usual;
        if (before is null || end - last > silence)
            Leave(intervals, from, length, last, end);
    }

    private readonly record struct Gap(RawReading Before, RawReading After, Instant Until, Duration FilledMost)
    {
        public bool IsFilled => After.At - Before.At <= FilledMost;

        /// <summary>On the straight line between the two readings.</summary>
        public double KwAt(double secondsAfterBefore) =>
            Before.Kw + (After.Kw - Before.Kw) * (secondsAfterBefore / (After.At - Before.At).TotalSeconds);
    }

    private static void Fill(Interval[] intervals, Instant from, Duration length, Gap gap)
    {
        foreach (var (interval, begin, end) in Pieces(intervals, from, length, gap.Before.At, gap.Until))
        {
            var seconds = (end - begin).TotalSeconds;
            interval.UnknownS += seconds;
            if (gap.IsFilled)
                // The mean of a straight line is its middle.
                interval.AddFilled(gap.KwAt((begin - gap.Before.At).TotalSeconds + seconds / 2), seconds);
        }
    }

    private static void Leave(Interval[] intervals, Instant from, Duration length, Instant begin, Instant end)
    {
        foreach (var (interval, pieceBegin, pieceEnd) in Pieces(intervals, from, length, begin, end))
            interval.UnknownS += (pieceEnd - pieceBegin).TotalSeconds;
    }

    private static IEnumerable<(Interval Interval, Instant Begin, Instant End)> Pieces(
        Interval[] intervals,
        Instant from,
        Duration length,
        Instant begin,
        Instant end
    )
    {
        for (var i = Math.Max(0, PlaceOf(begin, from, length)); i < intervals.Length && intervals[i].Start < end; i++)
        {
            var (first, last) = (Instant.Max(begin, intervals[i].Start), Instant.Min(end, intervals[i].Start + length));
            if (last > first)
                yield return (intervals[i], first, last);
        }
    }

    private static int PlaceOf(Instant at, Instant from, Duration length) =>
        (int)Math.Clamp(Math.Floor((at - from) / length), -1, int.MaxValue);

    /// <summary>Sums of an interval while it is made.</summary>
    private sealed class Interval(Instant start, Duration length)
    {
        private double _sum;
        private double _seconds;
        private double _filledSum;
        private double _filledS;

        public Instant Start => start;
        public double UnknownS { get; set; }
        public ReadingFlags Flags { get; set; }

        public void Add(double kw, double seconds) => (_sum, _seconds) = (_sum + kw * seconds, _seconds + seconds);

        public void AddFilled(double kw, double seconds) => (_filledSum, _filledS) = (_filledSum + kw * seconds, _filledS + seconds);

        public MeteredInterval Made(MeterFacts meter, ReadingThresholds limits)
        {
            // In no more time than a usual interval no reading is missing.
            if (_seconds > 0 && UnknownS <= meter.UsualInterval.TotalSeconds)
                return new MeteredInterval(start, length, _sum / _seconds, IntervalQuality.Measured, [], Flags, UnknownS);
            var lackingS = UnknownS - _filledS;
            if (_seconds + _filledS <= 0 || length.TotalSeconds - lackingS < limits.KnownShareLeast * length.TotalSeconds)
                return new MeteredInterval(start, length, null, IntervalQuality.Missing, [], Flags, UnknownS);
            var rules = new List<string>();
            if (_filledS > 0)
                rules.Add(EstimationRules.Linear);
            if (lackingS > 0)
                rules.Add(EstimationRules.RestOfInterval);
            var mean = (_sum + _filledSum) / (_seconds + _filledS);
            return new MeteredInterval(start, length, mean, IntervalQuality.Estimated, rules, Flags, UnknownS);
        }
    }
}
