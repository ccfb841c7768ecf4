using HdrHistogram;

namespace DrEvents.Benchmarks.Reporting;

/// <summary>A distribution of times. Negative ones, where two messages overtook each other, count as none.</summary>
internal sealed class Latencies
{
    private const long LongestUs = 120_000_000;
    private const int Digits = 3;
    private const double UsPerMs = 1_000;

    private readonly LongHistogram _us = new(LongestUs, Digits);
    private readonly Lock _gate = new();

    public long Count => _us.TotalCount;

    public double P50Ms => At(50);

    public double P99Ms => At(99);

    public double MaxMs => At(100);

    public void Add(TimeSpan time)
    {
        lock (_gate)
            _us.RecordValue(Math.Clamp((long)time.TotalMicroseconds, 0, LongestUs));
    }

    /// <summary>All of them together.</summary>
    public static Latencies Of(IEnumerable<Latencies> parts)
    {
        var all = new Latencies();
        foreach (var part in parts)
            all._us.Add(part._us);
        return all;
    }

    private double At(double percentile) => Count == 0 ? double.NaN : _us.GetValueAtPercentile(percentile) / UsPerMs;
}
