using System.Globalization;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Loaded;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Host;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;

namespace DrEvents.Benchmarks.Pages;

/// <summary>What pages keep in a browser that is left open during an event: an hour of it in full, five minutes in short.</summary>
internal static class PageMemoryBenchmark
{
    private const int Connections = 2;
    private const double AnsweredWithinS = 180;

    /// <summary>Until then a page fills what it keeps of the last minutes.</summary>
    private static readonly TimeSpan Fills = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, string> Pages = new()
    {
        ["now"] = "main[aria-busy=false] dl dd",
        ["an event"] = ".event-vens tbody td button.link",
        ["VENs"] = ".vens tbody td a",
        ["the map"] = "main li.one",
        ["a VEN"] = "dl.figures dd",
    };

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        var (vens, samplesPerS, fills, watched, between) = options.IsShort
            ? (2_000, 200, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(1))
            : (10_000, 1_000, Fills, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(5));
        await using var bed = await Bed.StartAsync(machine, "page-memory", cancellation, typeof(Joined).Assembly.Location);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        await using var plain = await PlainVens.StartAsync(bed.BrokerPort, load, cancellation);
        await using var loaded = await LoadedBackend.StartAsync(bed, load, vens, samplesPerS, cancellation);
        var now = DateTimeOffset.UtcNow;
        var id = await bed.Http.CallEventAsync(
            new CreateEventRequest(now, now + fills + watched + fills, vens, Control: "open"),
            cancellation
        );
        await Eventually.HoldsAsync("all have their commands", () => plain.CommandedAt(id).Count == vens, AnsweredWithinS);
        await bed.ExecuteAsync("analyze", cancellation);

        await using var browser = new Browser();
        await browser.InitializeAsync();
        var visits = new Dictionary<string, Visit>();
        var seen = Pages.Keys.ToDictionary(p => p, _ => new List<Memory>());
        try
        {
            foreach (var (name, usable) in Pages)
            {
                var path = name switch
                {
                    "now" => "",
                    "an event" => $"events/{id}",
                    "the map" => "map",
                    "a VEN" => $"vens/{SampleSeries.VenId(0)}",
                    _ => "vens",
                };
                visits.Add(name, await new WatchedPage(path, usable).OpenAsync(browser, bed.Http.BaseAddress!));
            }
            await Task.Delay(fills, cancellation);
            for (var passed = TimeSpan.Zero; ; passed += between)
            {
                foreach (var (name, visit) in visits)
                    seen[name].Add(await Memory.OfAsync(visit.Page));
                if (passed >= watched)
                    break;
                await Task.Delay(between, cancellation);
            }
        }
        finally
        {
            foreach (var visit in visits.Values)
                await visit.DisposeAsync();
        }
        foreach (var (name, memory) in seen)
        {
            report.Add(
                new Figure(
                    $"{name}: what its memory grew in {watched.TotalMinutes:0} min, {vens} VENs in an event, {samplesPerS} samples/s",
                    memory[^1].HeapMiB - memory[0].HeapMiB,
                    "MiB",
                    Bar: 1,
                    Note: $"after collecting; MiB {Steps(memory, m => m.HeapMiB)}; nodes {Steps(memory, m => m.Nodes)}"
                )
            );
        }
        await loaded.CheckAsync();
    }

    private static string Steps(List<Memory> memory, Func<Memory, double> figure) =>
        string.Join(' ', memory.Select(m => figure(m).ToString("0.#", CultureInfo.InvariantCulture)));
}
