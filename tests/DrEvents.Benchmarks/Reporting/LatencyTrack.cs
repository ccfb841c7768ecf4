using System.Diagnostics;

namespace DrEvents.Benchmarks.Reporting;

/// <summary>Times over the time of a run: all together, and those of each second by themselves.</summary>
internal sealed class LatencyTrack
{
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly SortedDictionary<int, Latencies> _bySecond = [];
    private readonly Lock _gate = new();

    /// <summary>All of them.</summary>
    public Latencies All { get; } = new();

    /// <summary>A time that was known just now.</summary>
    public void Add(TimeSpan time)
    {
        All.Add(time);
        lock (_gate)
        {
            var second = (int)Stopwatch.GetElapsedTime(_begin).TotalSeconds;
            if (!_bySecond.TryGetValue(second, out var latencies))
                _bySecond.Add(second, latencies = new Latencies());
            latencies.Add(time);
        }
    }

    /// <summary>Those that were known between two times, seconds after the beginning.</summary>
    public Latencies Between(double fromS, double toS)
    {
        lock (_gate)
            return Latencies.Of(_bySecond.Where(s => s.Key >= fromS && s.Key < toS).Select(s => s.Value));
    }

    /// <summary>Median and 99th percentile of each second, for a picture.</summary>
    /// <param name="name">What the times are.</param>
    /// <param name="laterS">How long after the picture's beginning this track began, seconds.</param>
    public IReadOnlyList<Curve> Curves(string name, double laterS = 0)
    {
        lock (_gate)
        {
            return
            [
                new Curve(name + "p50", [.. _bySecond.Select(s => (s.Key + laterS, s.Value.P50Ms))]),
                new Curve(name + "p99", [.. _bySecond.Select(s => (s.Key + laterS, s.Value.P99Ms))]),
            ];
        }
    }
}
