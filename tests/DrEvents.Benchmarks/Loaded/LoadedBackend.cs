using System.Diagnostics;
using System.Net.Http.Json;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Loaded;

/// <summary>A backend to which many VENs report steadily, and clients that ask it meanwhile.</summary>
internal sealed class LoadedBackend : IAsyncDisposable
{
    private const int TracersCount = 20;
    private const double KnownWithinS = 240;
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(2);

    private readonly Bed _bed;
    private readonly CancellationTokenSource _stop;
    private readonly List<Task> _working = [];

    private LoadedBackend(Bed bed, int vens, int samplesPerS, CancellationToken cancellation)
    {
        _bed = bed;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Tracers = new Tracers(vens - TracersCount, TracersCount, TimeSpan.FromSeconds(vens / (double)samplesPerS));
    }

    private Tracers Tracers { get; }

    /// <summary>Begins to report and returns when the backend knows of every VEN what it can shed.</summary>
    public static async Task<LoadedBackend> StartAsync(
        Bed bed,
        PublisherGroup load,
        int vens,
        int samplesPerS,
        CancellationToken cancellation
    )
    {
        var loaded = new LoadedBackend(bed, vens, samplesPerS, cancellation);
        loaded._working.Add(
            SteadySamples.PublishAsync(load, new SampleTemplates(vens - TracersCount), samplesPerS, topic: null, loaded._stop.Token)
        );
        loaded._working.Add(loaded.Tracers.PublishAsync(load, loaded._stop.Token));
        await Eventually.HoldsAsync($"{vens} VENs are known", () => loaded.AreKnownAsync(vens, cancellation), KnownWithinS);
        return loaded;
    }

    /// <summary>Notes from now on how late samples show and how long the questions for an event's metrics take.</summary>
    public void Watch(string eventId, LatencyTrack lags, LatencyTrack metrics)
    {
        _working.Add(Tracers.WatchAsync(_bed.Http, lags, _stop.Token));
        _working.Add(AskAsync(eventId, metrics, _stop.Token));
    }

    /// <summary>Throws what went wrong in the background, if something did.</summary>
    public async Task CheckAsync()
    {
        foreach (var failed in _working.Where(w => w.IsFaulted))
            await failed;
    }

    private async Task AskAsync(string eventId, LatencyTrack metrics, CancellationToken cancellation)
    {
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            _ = await _bed.Http.GetByteArrayAsync(new Uri($"/api/events/{eventId}/metrics", UriKind.Relative), cancellation);
            metrics.Add(Stopwatch.GetElapsedTime(asked));
            await Task.Delay(BetweenQuestions, cancellation);
        }
    }

    private async Task<bool> AreKnownAsync(int vens, CancellationToken cancellation)
    {
        await CheckAsync();
        await Task.Delay(BetweenCounts, cancellation);
        var summaries = await _bed.Http.GetFromJsonAsync<List<VenSummary>>("/api/vens/summary", cancellation);
        return summaries!.Count(v => v is { Status: "online", ControllablePower: > 0 }) == vens;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var work in _working)
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
