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
    private const double StepKw = 0.001;
    private const int Steps = 4_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<int, (double Kw, long At)> _waiting = new();

    /// <summary>Samples that were not seen before the VEN's next.</summary>
    public int Overtaken { get; private set; }

    /// <summary>Publishes, one after the other, until cancelled.</summary>
    public async Task PublishAsync(PublisherGroup load, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; ; i++)
        {
            var wait = interval / count * i - Stopwatch.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellation);
            var ven = first + i % count;
            var kw = Math.Round(1 + i / count % Steps * StepKw, 3);
            if (_waiting.ContainsKey(ven))
                Overtaken++;
            var (topic, payload) = SampleSeries.Sample(ven, DateTimeOffset.UtcNow, kw);
            _waiting[ven] = (kw, Stopwatch.GetTimestamp());
            await load.PublishAsync(ven, topic, payload, cancellation);
        }
    }

    /// <summary>Asks for those whose newest sample was not seen yet, until cancelled.</summary>
    public async Task WatchAsync(HttpClient http, LatencyTrack lags, CancellationToken cancellation)
    {
        while (true)
        {
            foreach (var (ven, sample) in _waiting)
            {
                var shown = await http.GetFromJsonAsync<VenView>($"/api/vens/{SampleSeries.VenId(ven)}", cancellation);
                // Only if it is still the newest: a newer one has a time of its own.
                if (Math.Abs(shown!.Metrics.CurrentPowerKw - sample.Kw) < StepKw / 2 && _waiting.TryRemove(new(ven, sample)))
                    lags.Add(Stopwatch.GetElapsedTime(sample.At));
            }
            await Task.Delay(Pause, cancellation);
        }
    }
}
