namespace DrEvents.Measurement.Readings;

/// <summary>A reading as a VEN's stream of telemetry holds it.</summary>
/// <param name="Sequence">Its place among all stored events: readings count in the order in which they were stored.</param>
/// <param name="At">The time for which it counts: the VEN's own, or that at which it came in where the VEN's clock is ahead.</param>
/// <param name="Kw">Mean power since the reading before; what is below 0 is export.</param>
/// <param name="IsOutOfOrder">Whether a newer one had come in before it.</param>
/// <param name="IsImplausible">Whether it cannot be, and counts for nothing.</param>
/// <param name="ReceivedAt">When it came in; null where that is its time.</param>
/// <param name="IsAhead">Whether the VEN's clock was ahead.</param>
/// <param name="IsUnproven">Whether it came over a topic where nobody can prove who sends.</param>
public readonly record struct StoredReading(
    long Sequence,
    DateTimeOffset At,
    double Kw,
    bool IsOutOfOrder,
    bool IsImplausible,
    DateTimeOffset? ReceivedAt = null,
    bool IsAhead = false,
    bool IsUnproven = false
);

/// <summary>From a stored event on a VEN reports so often.</summary>
public sealed record ReportInterval(long Sequence, int Seconds);

/// <summary>From a stored event on a VEN's loads are known to be such.</summary>
/// <param name="Generates">Whether any of them generates; null where none is described.</param>
/// <param name="LargestKw">The largest of them; null where nobody knows any.</param>
public sealed record LoadsKnown(long Sequence, bool? Generates, double? LargestKw);

/// <summary>Five minutes as they were made of readings.</summary>
/// <param name="Kw">Mean power; NaN where too little is known of them.</param>
/// <param name="Flags">What is odd about any reading of them.</param>
public readonly record struct StoredInterval(double Kw, ReadingFlags Flags);

/// <summary>
/// Makes the five minutes that results rest on from stored readings, as the product makes them: Σ kW·s ÷ Σ s, summed in the order of storing, each reading
/// with the time that it stands for (<see cref="ReadingTime"/>). A reading that comes after a newer one fills what was unknown of its five minutes. What is
/// odd about them says <see cref="ReadingWatch"/>, to the product and here.
/// </summary>
public static class StoredUse
{
    /// <summary>Length of an interval.</summary>
    public const int Minutes = 5;

    /// <summary>Of five minutes of which fewer seconds are known nobody says what was used.</summary>
    public const double KnownSecondsLeast = 60;

    private static readonly long Ticks = TimeSpan.FromMinutes(Minutes).Ticks;

    /// <summary>Every interval that a reading fell into, by the minute at which it begins.</summary>
    /// <param name="reports">How often the VEN reports, in the order of storing.</param>
    /// <param name="reportSecondsFirst">How often before the first of them.</param>
    /// <param name="loads">What loads it has, in the order of storing; none are known before the first.</param>
    public static SortedDictionary<long, StoredInterval> Of(
        IEnumerable<StoredReading> inOrder,
        IReadOnlyList<ReportInterval> reports,
        int reportSecondsFirst,
        IReadOnlyList<LoadsKnown>? loads = null
    )
    {
        var sums = new Dictionary<long, Sums>();
        var watch = new ReadingWatch();
        DateTimeOffset? newest = null;
        var (next, nextLoads) = (0, 0);
        var meter = new MeterFacts(reportSecondsFirst);
        foreach (var reading in inOrder)
        {
            for (; next < reports.Count && reports[next].Sequence < reading.Sequence; next++)
                meter = meter with { ReportSeconds = reports[next].Seconds };
            for (; nextLoads < loads?.Count && loads[nextLoads].Sequence < reading.Sequence; nextLoads++)
                meter = meter with { Generates = loads[nextLoads].Generates, LargestLoadKw = loads[nextLoads].LargestKw };
            var interval = In(sums, reading.At);
            var watched = watch.Next(Watched(reading), meter, interval.IsKnownAt(reading.At, meter.ReportSeconds));
            if (watched.Before != ReadingFlags.None)
                In(sums, watch.NewestAt!.Value).Flag(watched.Before);
            interval.Flag(watched.Now);
            watch = watched.After;
            if (reading.IsImplausible)
                continue;
            // One that comes late begins its interval by itself: what was before it may not be here yet.
            interval.Add(reading, newest < reading.At && !reading.IsOutOfOrder ? newest : null, meter.ReportSeconds);
            newest = reading.At < newest ? newest : reading.At;
        }
        return new SortedDictionary<long, StoredInterval>(
            sums.ToDictionary(s => s.Key / TimeSpan.TicksPerMinute - UnixMinute, s => s.Value.Made)
        );
    }

    private static readonly long UnixMinute = DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMinute;

    private static WatchedReading Watched(StoredReading r) =>
        new(r.At, r.Kw, r.ReceivedAt ?? r.At, r.IsOutOfOrder, r.IsAhead, r.IsImplausible, r.IsUnproven);

    private static Sums In(Dictionary<long, Sums> sums, DateTimeOffset at)
    {
        var start = at.UtcTicks - at.UtcTicks % Ticks;
        if (!sums.TryGetValue(start, out var interval))
            sums.Add(start, interval = new Sums(new DateTimeOffset(start, TimeSpan.Zero)));
        return interval;
    }

    private sealed class Sums(DateTimeOffset start)
    {
        private DateTimeOffset? _lastAt;
        private double _seconds;
        private double _unknownS;
        private double _sumKw;
        private ReadingFlags _flags;

        // Plus zero: what is negative zero here has other digits there.
        public StoredInterval Made => new(_seconds >= KnownSecondsLeast ? _sumKw / _seconds + 0.0 : double.NaN, _flags);

        public void Flag(ReadingFlags flags) => _flags = _flags.With(flags);

        public bool IsKnownAt(DateTimeOffset at, int reportS) => at <= _lastAt && _unknownS < reportS;

        public void Add(StoredReading reading, DateTimeOffset? newestBefore, int reportS)
        {
            var before = _lastAt ?? newestBefore;
            if (reading.At <= _lastAt)
            {
                var filled = Math.Min(_unknownS, reportS);
                (_seconds, _unknownS, _sumKw) = (_seconds + filled, _unknownS - filled, _sumKw + reading.Kw * filled);
                return;
            }
            var seconds = ReadingTime.Seconds(reading.At - before, reportS);
            _unknownS += Math.Max(0, (reading.At - (before > start ? before.Value : start)).TotalSeconds - seconds);
            (_seconds, _sumKw, _lastAt) = (_seconds + seconds, _sumKw + reading.Kw * seconds, reading.At);
        }
    }
}
