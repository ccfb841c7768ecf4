using System.Diagnostics;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Lag;

/// <summary>
/// A fleet that reports steadily, and for every sample the time from its publishing to the moment at which a client sees its power over
/// HTTP. A time is late by at most one question and the pause before it.
/// </summary>
internal static class LagBenchmark
{
    private const int Vens = 100;
    private const int Connections = 4;
    private const int WarmUpS = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await Bed.StartAsync(machine, "lag", cancellation);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        var samples = new SeenSamples(Vens);
        await MeasureAsync(bed, load, samples, WarmUpS, new Latencies(), cancellation);
        var lags = new Latencies();
        var cost = new ProcessorTime();
        await MeasureAsync(bed, load, samples, options.LagSeconds, lags, cancellation);
        report.AddCost($"{Vens} samples/s, steady", cost.Since());
        var commits = await StoreFloor.CommitsAsync(bed.Database, cancellation);
        var roundTrips = await StoreFloor.RoundTripsAsync(bed.Database, cancellation);
        report.Add("sample published → visible over HTTP", lags, barMs: null, commits, "(a commit of one row)");
        report.Add("floor: round trip of select 1", roundTrips, barMs: null, floor: null, "");
    }

    private static async Task MeasureAsync(
        Bed bed,
        PublisherGroup load,
        SeenSamples samples,
        int seconds,
        Latencies lags,
        CancellationToken cancellation
    )
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(TimeSpan.FromSeconds(seconds) + SeenWithin);
        var publishing = PublishSteadilyAsync(load, samples, seconds, bound.Token);
        await samples.WatchAsync(bed.Http, lags, publishing, bound.Token);
        await publishing;
    }

    private static async Task PublishSteadilyAsync(PublisherGroup load, SeenSamples samples, int seconds, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        var sending = new List<Task>();
        for (var i = 0; i < seconds * Vens; i++)
        {
            var wait = Interval / Vens * i - Stopwatch.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellation);
            var ven = i % Vens;
            var (topic, payload) = SampleSeries.Sample(ven, DateTimeOffset.UtcNow, samples.Publish(ven));
            sending.Add(load.PublishAsync(ven, topic, payload, cancellation));
        }
        await Task.WhenAll(sending);
    }
}
