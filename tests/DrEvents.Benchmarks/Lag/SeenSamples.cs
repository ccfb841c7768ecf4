using System.Diagnostics;
using System.Net.Http.Json;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Contracts.Http;

namespace DrEvents.Benchmarks.Lag;

/// <summary>
/// Notes when samples are published, and asks the backend for the powers of all VENs, one question at a time, to see when they show. The
/// power says which sample it is. A sample that a newer one overtook counts as seen with it.
/// </summary>
internal sealed class SeenSamples(int vens)
{
    /// <summary>Powers of two samples of one VEN differ by this; it survives the rounding on the way.</summary>
    private const double StepKw = 0.001;
    private const double FirstKw = 1;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly List<long>[] _publishedAt = [.. Enumerable.Range(0, vens).Select(_ => new List<long>())];
    private readonly int[] _seen = new int[vens];
    private readonly Lock _gate = new();

    /// <summary>A sample of this VEN is about to be published; the power that it has to show, kW.</summary>
    public double Publish(int ven)
    {
        lock (_gate)
        {
            _publishedAt[ven].Add(Stopwatch.GetTimestamp());
            return Math.Round(FirstKw + _publishedAt[ven].Count * StepKw, 3);
        }
    }

    /// <summary>Asks until <paramref name="published"/> has ended and all samples were seen.</summary>
    public async Task WatchAsync(HttpClient http, Latencies lags, Task published, CancellationToken cancellation)
    {
        while (true)
        {
            var isLast = published.IsCompleted;
            var summaries = await http.GetFromJsonAsync<List<VenSummary>>("/api/vens/summary", cancellation);
            Note(summaries!, lags);
            if (isLast && AllSeen())
                return;
            await Task.Delay(Pause, cancellation);
        }
    }

    private void Note(List<VenSummary> summaries, Latencies lags)
    {
        var byId = summaries.ToDictionary(s => s.Id, s => s.CurrentPower);
        lock (_gate)
        {
            for (var ven = 0; ven < vens; ven++)
            {
                var shown = byId.TryGetValue(SampleSeries.VenId(ven), out var kw) ? (int)Math.Round((kw - FirstKw) / StepKw) : 0;
                for (; _seen[ven] < shown; _seen[ven]++)
                    lags.Add(Stopwatch.GetElapsedTime(_publishedAt[ven][_seen[ven]]));
            }
        }
    }

    private bool AllSeen()
    {
        lock (_gate)
            return _seen.Zip(_publishedAt).All(v => v.First == v.Second.Count);
    }
}
