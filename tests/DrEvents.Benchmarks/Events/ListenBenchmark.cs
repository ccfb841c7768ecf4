using System.Diagnostics;
using DrEvents.Backend.Store;
using DrEvents.Benchmarks.Loaded;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Store;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Events;

/// <summary>
/// What those who listen to the streams cost the backend's process, over HTTP, while an event runs and samples come in: the time of processors with so many
/// of them, less that with none before and after.
/// </summary>
internal static class ListenBenchmark
{
    private const int Vens = 10_000;
    private const int SamplesPerS = 1_000;
    private const int Connections = 2;
    private const double AnsweredWithinS = 90;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <summary>Who listens: how many, and to which kinds of an event's messages; all of them to what happens in the whole system too.</summary>
    private static readonly (int Count, string? Only, string What)[] Listeners =
    [
        (1, null, "1 listener of all: the pages of a process, however many look at them"),
        (50, "event,metrics,adjustment,stored", "50 listeners of all but VENs"),
        (50, null, "50 listeners of all"),
    ];

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using (var store = await StoreBed.CreateAsync(machine, "look", _ => { }, cancellation))
            report.Add(
                new Figure("a look whether something was stored", await LookAsync(store, cancellation), "µs", Note: "median of 500")
            );
        await using var bed = await Bed.StartAsync(machine, "listen", cancellation);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        await using var plain = await PlainVens.StartAsync(bed.BrokerPort, load, cancellation);
        await using var loaded = await LoadedBackend.StartAsync(bed, load, Vens, SamplesPerS, cancellation);
        var now = DateTimeOffset.UtcNow;
        var request = new CreateEventRequest(EndTime: now.AddHours(1), RequestedReductionKw: Vens, Status: "active", Control: "open");
        var id = await bed.Http.CallEventAsync(request, cancellation);
        await Eventually.HoldsAsync("all have their commands", () => plain.CommandedAt(id).Count == Vens, AnsweredWithinS);
        await Task.Delay(Settle, cancellation);

        var length = TimeSpan.FromSeconds(options.IsShort ? 15 : 60);
        var before = await CoresAsync(bed, length, cancellation);
        foreach (var (count, only, what) in Listeners)
        {
            var (cores, kibPerS) = await ListenedToAsync(bed, id, count, only, length, cancellation);
            var after = await CoresAsync(bed, length, cancellation);
            var none = (before + after) / 2;
            report.Add(
                new Figure($"{what}, processors", cores - none, "cores", Note: $"{cores:0.00} with, {before:0.00} and {after:0.00} without")
            );
            report.Add(new Figure($"{what}, told", kibPerS, "KiB/s"));
            before = after;
        }
        await loaded.CheckAsync();
    }

    private static async Task<double> LookAsync(StoreBed bed, CancellationToken cancellation)
    {
        var times = new List<double>();
        for (var i = 0; i < 500; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await using var session = bed.Store.QuerySession();
            await session.HighWaterAsync(cancellation);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
        }
        return Figures.Median(times);
    }

    private static async Task<(double Cores, double KibPerS)> ListenedToAsync(
        Bed bed,
        string eventId,
        int count,
        string? only,
        TimeSpan length,
        CancellationToken cancellation
    )
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var heard = new Heard();
        string[] paths = ["/api/stream", $"/api/events/{eventId}/stream{(only is null ? "" : "?only=" + only)}"];
        var all = Enumerable.Range(0, count).SelectMany(_ => paths).Select(p => ListenAsync(bed.Http, p, heard, leaving.Token)).ToList();
        await Task.Delay(Settle, cancellation);
        var bytes = heard.Bytes;
        var cores = await CoresAsync(bed, length, cancellation);
        bytes = heard.Bytes - bytes;
        if (all.Exists(l => l.IsCompleted))
            throw new InvalidOperationException("A stream ended while it was listened to.");
        await leaving.CancelAsync();
        await Task.WhenAll(all);
        await Task.Delay(Settle, cancellation);
        return (cores, bytes / 1024.0 / length.TotalSeconds);
    }

    private sealed class Heard
    {
        private long _bytes;
        public long Bytes => Interlocked.Read(ref _bytes);

        public void Add(int count) => Interlocked.Add(ref _bytes, count);
    }

    private static async Task ListenAsync(HttpClient http, string path, Heard heard, CancellationToken leaving)
    {
        try
        {
            await using var body = await http.GetStreamAsync(new Uri(path, UriKind.Relative), leaving);
            var buffer = new byte[65_536];
            while (await body.ReadAsync(buffer, leaving) is > 0 and var count)
                heard.Add(count);
        }
        catch (OperationCanceledException)
        {
            // It leaves.
        }
    }

    private static async Task<double> CoresAsync(Bed bed, TimeSpan length, CancellationToken cancellation)
    {
        var (before, begin) = (bed.BackendCpuS, Stopwatch.GetTimestamp());
        await Task.Delay(length, cancellation);
        return (bed.BackendCpuS - before) / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
