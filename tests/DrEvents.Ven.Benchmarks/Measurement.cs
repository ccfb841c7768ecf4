using System.Diagnostics;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Benchmarks.Mqtt;

namespace DrEvents.Ven.Benchmarks;

/// <summary>What one build of the agent costs, and how fast it is.</summary>
internal static class Measurement
{
    private const string VenId = "ven-measured";
    private const int Starts = 10;
    private const int WarmUps = 20;
    private static readonly TimeSpan BetweenCommands = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan BetweenPages = TimeSpan.FromSeconds(1);

    /// <summary>Starts the agent several times; then once more for its memory with its page in use, and then for commands.</summary>
    public static async Task<IReadOnlyList<(string Figure, double Value)>> RunAsync(
        string program,
        int brokerPort,
        int webPort,
        TimeSpan time,
        int commands
    )
    {
        await using var backend = await MeasuringClient.ConnectAsync(brokerPort, VenId);
        var startsMs = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            using var started = new VenProcess(program, VenId, brokerPort, webPort);
            startsMs.Add(await backend.OnlineAsync(started.StartedAt));
        }
        using var ven = new VenProcess(program, VenId, brokerPort, webPort);
        await backend.OnlineAsync(ven.StartedAt);
        var pages = await UsePageAsync(webPort, time);
        var figures = new List<(string, double)>
        {
            ("start to connected, median, ms", Percentile(startsMs, 0.5)),
            ("start to connected, worst of 10, ms", startsMs.Max()),
            ("page requests before memory is read", pages),
            ("resident (RSS), MiB", ven.MemoryMiB("Rss")),
            ("resident, shared parts divided (PSS), MiB", ven.MemoryMiB("Pss")),
            ("resident, private (anonymous), MiB", ven.MemoryMiB("Anonymous")),
            ("most ever resident, MiB", ven.PeakMiB()),
            ("threads", ven.Threads()),
            ("processor time per minute, s", ven.ProcessorS() / time.TotalMinutes),
        };
        for (var i = 0; i < WarmUps; i++)
            await backend.ShedAsync(i);
        var answersMs = new List<double>();
        var moved = 0;
        for (var i = 0; i < commands; i++)
        {
            await Task.Delay(BetweenCommands);
            var (ack, ms) = await backend.ShedAsync(WarmUps + i);
            answersMs.Add(ms);
            moved += ack is { Ok: true, CircuitsCurtailed.Count: > 0 } ? 1 : 0;
        }
        var floorMs = new List<double>();
        for (var i = 0; i < commands; i++)
            floorMs.Add(await backend.RoundTripAsync(i));
        figures.AddRange([
            ("commands, of which each moved a load", commands),
            ("commands that moved a load", moved),
            ("command published to answer received, p50, ms", Percentile(answersMs, 0.5)),
            ("command published to answer received, p99, ms", Percentile(answersMs, 0.99)),
            ("command published to answer received, worst, ms", answersMs.Max()),
            ("a message through the broker and back without a VEN, p50, ms", Percentile(floorMs, 0.5)),
            ("a message through the broker and back without a VEN, p99, ms", Percentile(floorMs, 0.99)),
            ("resident (RSS) after the commands, MiB", ven.MemoryMiB("Rss")),
        ]);
        return figures;
    }

    /// <summary>Uses the page for a while, as a browser does; how often it asked.</summary>
    public static async Task<int> UsePageAsync(int webPort, TimeSpan time)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{webPort}") };
        var watch = Stopwatch.StartNew();
        var pages = 0;
        while (watch.Elapsed < time)
        {
            foreach (var path in new[] { "/", "/page.js", "/api/state", "/api/history", "/api/events", "/api/log" })
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
                answer.EnsureSuccessStatusCode();
                pages++;
            }
            await Task.Delay(BetweenPages);
        }
        return pages;
    }

    /// <summary>The smallest value that is not below a share of all (nearest rank).</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
