using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Contracts.Http;

namespace DrEvents.Benchmarks.Loaded;

/// <summary>
/// A few VENs whose samples are told apart by their power, so that it shows when each is visible over HTTP. The others make the load: to
/// ask for ten thousand would be a load of its own. A time is late by at most one question and the pause before it.
/// </summary>
/// <param name="first">The number of the first of them.</param>
/// <param name="count">How many there are.</param>
/// <param name="interval">Between two samples of one of them.</param>
internal sealed class Tracers(int first, int count, TimeSpan interval)
{
    /// <summary>Powers of two samples of one VEN differ by this; it survives the rounding on the way.</summary>
    private const double StepKw = 0.001;
    private const double FirstKw = 1;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<int, ConcurrentQueue<(int Step, long At)>> _unseen = new();

    /// <summary>Publishes, one after the other, until cancelled.</summary>
    public async Task PublishAsync(PublisherGroup load, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; ; i++)
        {
            var wait = interval / count * i - Stopwatch.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellation);
            var (ven, step) = (first + i % count, i / count);
            var (topic, payload) = SampleSeries.Sample(ven, DateTimeOffset.UtcNow, Math.Round(FirstKw + step * StepKw, 3));
            _unseen.GetOrAdd(ven, _ => new()).Enqueue((step, Stopwatch.GetTimestamp()));
            await load.PublishAsync(ven, topic, payload, cancellation);
        }
    }

    /// <summary>
    /// Asks for those of whom a sample was not seen yet, until cancelled. A sample that a newer one overtook counts as seen with it.
    /// </summary>
    public async Task WatchAsync(HttpClient http, LatencyTrack lags, CancellationToken cancellation)
    {
        // What was published before is no matter of the event.
        foreach (var samples in _unseen.Values)
            samples.Clear();
        while (true)
        {
            foreach (var (ven, samples) in _unseen)
            {
                if (samples.IsEmpty)
                    continue;
                var shown = await http.GetFromJsonAsync<VenView>($"/api/vens/{SampleSeries.VenId(ven)}", cancellation);
                var step = (int)Math.Round((shown!.Metrics.CurrentPowerKw - FirstKw) / StepKw);
                while (samples.TryPeek(out var oldest) && oldest.Step <= step && samples.TryDequeue(out oldest))
                    lags.Add(Stopwatch.GetElapsedTime(oldest.At));
            }
            await Task.Delay(Pause, cancellation);
        }
    }
}
