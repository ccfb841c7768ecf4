namespace DrEvents.Measurement.Readings;

/// <summary>A reading as a VEN's stream of telemetry holds it.</summary>
/// <param name="Sequence">Its place among all stored events: readings count in the order in which they were stored.</param>
/// <param name="At">The time for which it counts: the VEN's own, or that at which it came in where the VEN's clock is ahead.</param>
/// <param name="Kw">Mean power since the reading before; what is below 0 is export.</param>
/// <param name="IsOutOfOrder">Whether a newer one had come in before it.</param>
/// <param name="IsImplausible">Whether it cannot be, and counts for nothing.</param>
public readonly record struct StoredReading(long Sequence, DateTimeOffset At, double Kw, bool IsOutOfOrder, bool IsImplausible);

/// <summary>From a stored event on a VEN reports so often.</summary>
public sealed record ReportInterval(long Sequence, int Seconds);

/// <summary>
/// Makes the five minutes that results rest on from stored readings, as the product makes them: Σ kW·s ÷ Σ s, summed in the order of storing, each reading
/// with the time that it stands for (<see cref="ReadingTime"/>). A reading that comes after a newer one fills what was unknown of its five minutes.
/// </summary>
public static class StoredUse
{
    /// <summary>Length of an interval.</summary>
    public const int Minutes = 5;

    /// <summary>Of five minutes of which fewer seconds are known nobody says what was used.</summary>
    public const double KnownSecondsLeast = 60;

    private static readonly long Ticks = TimeSpan.FromMinutes(Minutes).Ticks;

    /// <summary>Every interval that a reading fell into, by the minute at which it begins; NaN where too little of it is known.</summary>
    /// <param name="reports">How often the VEN reports, in the order of storing.</param>
    /// <param name="reportSecondsFirst">How often before the first of them.</param>
    public static SortedDictionary<long, double> Of(
        IEnumerable<StoredReading> inOrder,
        IReadOnlyList<ReportInterval> reports,
        int reportSecondsFirst
    )
    {
        var sums = new Dictionary<long, Sums>();
        DateTimeOffset? newest = null;
        var (next, reportS) = (0, reportSecondsFirst);
        foreach (var reading in inOrder)
        {
            for (; next < reports.Count && reports[next].Sequence < reading.Sequence; next++)
                reportS = reports[next].Seconds;
            var start = reading.At.UtcTicks - reading.At.UtcTicks % Ticks;
            if (!sums.TryGetValue(start, out var interval))
                sums.Add(start, interval = new Sums(new DateTimeOffset(start, TimeSpan.Zero)));
            if (reading.IsImplausible)
                continue;
            // One that comes late begins its interval by itself: what was before it may not be here yet.
            interval.Add(reading, newest < reading.At && !reading.IsOutOfOrder ? newest : null, reportS);
            newest = reading.At < newest ? newest : reading.At;
        }
        return new SortedDictionary<long, double>(sums.ToDictionary(s => s.Key / TimeSpan.TicksPerMinute - UnixMinute, s => s.Value.Kw));
    }

    private static readonly long UnixMinute = DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMinute;

    private sealed class Sums(DateTimeOffset start)
    {
        private DateTimeOffset? _lastAt;
        private double _seconds;
        private double _unknownS;
        private double _sumKw;

        // Plus zero: what is negative zero here has other digits there.
        public double Kw => _seconds >= KnownSecondsLeast ? _sumKw / _seconds + 0.0 : double.NaN;

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
