using System.Diagnostics;
using System.Net.Http.Json;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Benchmarks.Lag;

/// <summary>
/// A fleet that reports steadily, and for one sample in ten the time from its publishing to the moment at which a client sees its power over
/// HTTP. The client asks again and again, so a time is late by at most one question and its pause.
/// </summary>
internal static class LagBenchmark
{
    private const int Vens = 100;
    private const int Connections = 4;
    private const int OneIn = 10;
    private const int WarmUpS = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await Bed.StartAsync(machine, "lag", cancellation);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        await PublishSteadilyAsync(bed, load, WarmUpS, seen: new Latencies(), cancellation);
        var seen = new Latencies();
        var cost = new ProcessorTime();
        await PublishSteadilyAsync(bed, load, options.LagSeconds, seen, cancellation);
        report.AddCost($"{Vens} samples/s, steady", cost.Since());
        var roundTrips = await StoreFloor.RoundTripsAsync(bed.Database, cancellation);
        report.Add("sample published → visible over HTTP", seen, barMs: null, roundTrips, "(a round trip of select 1)");
    }

    private static async Task PublishSteadilyAsync(
        Bed bed,
        PublisherGroup load,
        int seconds,
        Latencies seen,
        CancellationToken cancellation
    )
    {
        var begin = Stopwatch.GetTimestamp();
        var probes = new List<Task>();
        for (var i = 0; i < seconds * Vens; i++)
        {
            var wait = Interval / Vens * i - Stopwatch.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellation);
            var n = i % Vens;
            // No two samples of a VEN show the same power, so a client knows which one it sees.
            var usedKw = Math.Round(1 + i / 1000.0, 3);
            var (topic, payload) = SampleSeries.Sample(n, DateTimeOffset.UtcNow, usedKw);
            var published = Stopwatch.GetTimestamp();
            var sending = load.PublishAsync(n, topic, payload, cancellation);
            probes.Add(n % OneIn == 0 ? WatchAsync(bed.Http, n, usedKw, published, seen, cancellation) : sending);
        }
        await Task.WhenAll(probes);
    }

    private static async Task WatchAsync(
        HttpClient http,
        int n,
        double usedKw,
        long published,
        Latencies seen,
        CancellationToken cancellation
    )
    {
        while (Stopwatch.GetElapsedTime(published) < Longest)
        {
            using var answer = await http.GetAsync($"/api/vens/{SampleSeries.VenId(n)}", cancellation);
            // A VEN that nobody has heard of yet is not found; a newer sample shows that this one was seen too late, not never.
            if (
                answer.IsSuccessStatusCode
                && (await answer.Content.ReadFromJsonAsync<VenView>(cancellation))!.Metrics.CurrentPowerKw >= usedKw
            )
                break;
            await Task.Delay(Pause, cancellation);
        }
        seen.Add(Stopwatch.GetElapsedTime(published));
    }
}
