using System.Diagnostics;
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

/// <summary>
/// What an operator's browser feels of a city in one event whose samples come in, and what viewers cost the process that serves them: backend and pages in
/// one, Chromium beside it on the same processors. The VENs are bare connections that accept every command.
/// </summary>
internal static class PagesBenchmark
{
    private const int Connections = 2;
    private const double AnsweredWithinS = 180;
    private const int Loads = 7;
    private const int Calls = 10;

    /// <summary>Chromium is slowed so many times, for a laptop of the middle range.</summary>
    private const int Slower = 2;

    private static readonly TimeSpan Length = TimeSpan.FromHours(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    /// <summary>What is heard for pages goes on for ten seconds after the last one, so that one that is loaded again finds it.</summary>
    private static readonly TimeSpan FeedsEnd = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        var (vens, samplesPerS, viewers, flatFor, span) = options.IsShort
            ? (2_000, 200, 10, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(15))
            : (10_000, 1_000, 50, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30));
        await using var bed = await Bed.StartAsync(machine, "pages", cancellation, typeof(Joined).Assembly.Location);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        await using var plain = await PlainVens.StartAsync(bed.BrokerPort, load, cancellation);
        await using var loaded = await LoadedBackend.StartAsync(bed, load, vens, samplesPerS, cancellation);
        var now = DateTimeOffset.UtcNow;
        var id = await bed.Http.CallEventAsync(new CreateEventRequest(now, now + Length, vens, Control: "open"), cancellation);
        await Eventually.HoldsAsync("all have their commands", () => plain.CommandedAt(id).Count == vens, AnsweredWithinS);
        await bed.ExecuteAsync("analyze", cancellation);
        await Task.Delay(Calm, cancellation);

        var what = $"{vens} VENs in an event, {samplesPerS} samples/s";
        await FigureLag.IntroduceAsync(bed.Http, load, vens, cancellation);
        await using var browser = new Browser();
        await browser.InitializeAsync();
        var pages = new Dictionary<string, WatchedPage>
        {
            ["now"] = new("", "main[aria-busy=false] dl dd"),
            ["an event"] = new($"events/{id}", ".event-vens tbody td button.link"),
            ["VENs"] = new("vens", ".vens tbody td a"),
            ["a VEN"] = new($"vens/{SampleSeries.VenId(vens)}", "main[aria-busy=false] .figures dd"),
        };
        await using var plainPage = await PlainPage.StartAsync(cancellation);
        var none = await CoresAsync(bed, span, cancellation);
        foreach (var (name, page) in pages)
            await AddUsableAsync(report, browser, bed, plainPage, name, page, what);
        var least = await ScrollAsync(browser, plainPage.Address, PlainPage.Page, ".plain", span, cancellation);
        foreach (var (name, table) in new[] { ("an event", ".event-vens"), ("VENs", ".vens") })
        {
            var frames = await ScrollAsync(browser, bed.Http.BaseAddress!, pages[name], table, span, cancellation);
            report.Add(
                new Figure(
                    $"{name}: main thread in a frame while the table scrolls, {what}",
                    frames.P95Ms,
                    "ms",
                    Bar: 8,
                    Floor: least.P95Ms,
                    FloorIs: "a plain table, scrolled so",
                    Note: string.Create(
                        CultureInfo.InvariantCulture,
                        $"p95 of {frames.Count}; p50 {frames.P50Ms:0.0}, largest {frames.MaxMs:0.0}; by the clock p95 {frames.WallP95Ms:0.0}; the slowest twentieth: {frames.Worst}"
                    )
                )
            );
        }
        await using (var visit = await pages["now"].OpenAsync(browser, bed.Http.BaseAddress!))
        {
            var lag = await LagAsync(bed, visit, cancellation);
            report.Add($"event known over HTTP → on the page, {what}", lag, 1_000, floor: null, "");
            await LeaveAsync(visit);
        }
        await using (var visit = await pages["a VEN"].OpenAsync(browser, bed.Http.BaseAddress!))
        {
            var lag = await FigureLag.OfVenAsync(bed.Http, load, visit, vens, cancellation);
            report.Add($"a VEN's use known over HTTP → on its page, {what}", lag, 1_000, floor: null, "");
            await LeaveAsync(visit);
        }
        await Task.Delay(FeedsEnd, cancellation);
        // The events that were called meanwhile are watched for an hour, whoever looks.
        var between = await CoresAsync(bed, span, cancellation);
        await using (var visit = await pages["an event"].OpenAsync(browser, bed.Http.BaseAddress!))
        {
            await Task.Delay(Calm, cancellation);
            var before = await Memory.OfAsync(visit.Page);
            await Task.Delay(flatFor, cancellation);
            var after = await Memory.OfAsync(visit.Page);
            report.Add(
                new Figure(
                    $"an event: what the page's memory grew in {flatFor.TotalMinutes:0} min, {what}",
                    after.HeapMiB - before.HeapMiB,
                    "MiB",
                    Bar: 1,
                    Note: string.Create(
                        CultureInfo.InvariantCulture,
                        $"from {before.HeapMiB:0.0} MiB; nodes {before.Nodes} and {after.Nodes}; after collecting"
                    )
                )
            );
            report.Add(await ViewersAsync(bed, browser, pages["an event"], viewers, between, what, span, cancellation));
            await LeaveAsync(visit);
        }
        await Task.Delay(FeedsEnd, cancellation);
        var left = await CoresAsync(bed, span, cancellation);
        report.Add(
            new Figure(
                $"with no viewer any more, {what}",
                left - between,
                "cores",
                Bar: 0.05,
                Note: string.Create(
                    CultureInfo.InvariantCulture,
                    $"{left:0.00} cores, {between:0.00} before the viewers, {none:0.00} before all pages and the events that were called for them"
                )
            )
        );
        await loaded.CheckAsync();
    }

    /// <summary>How long it takes, as the browser is and slowed. Each opening has one of the plain page beside it.</summary>
    private static async Task AddUsableAsync(
        Report report,
        Browser browser,
        Bed bed,
        PlainPage plain,
        string name,
        WatchedPage page,
        string what
    )
    {
        foreach (var (slower, bar) in new[] { (1, 1_000), (Slower, 2_000) })
        {
            var (ours, floor) = (new List<double>(), new List<double>());
            for (var i = -1; i < Loads; i++)
            {
                var usable = await page.UsableMsAsync(browser, bed.Http.BaseAddress!, slower);
                var least = await PlainPage.Page.UsableMsAsync(browser, plain.Address, slower);
                // The first one compiles.
                if (i < 0)
                    continue;
                ours.Add(usable);
                floor.Add(least);
            }
            report.Add(
                new Figure(
                    $"{name}: usable after, {(slower == 1 ? "" : $"Chromium {slower} times slower, ")}{what}",
                    Figures.Median(ours),
                    "ms",
                    Bar: bar,
                    Floor: Figures.Median(floor),
                    FloorIs: "a page of plain HTML with a socket",
                    Note: $"median of {Loads}"
                )
            );
        }
    }

    private static async Task<Frames> ScrollAsync(
        Browser browser,
        Uri at,
        WatchedPage page,
        string table,
        TimeSpan span,
        CancellationToken cancellation
    )
    {
        await using var visit = await page.OpenAsync(browser, at);
        await Task.Delay(Settle, cancellation);
        var frames = await Frames.OfScrollingAsync(visit.Page, table, span, cancellation);
        await LeaveAsync(visit);
        return frames;
    }

    /// <summary>From an event's being known over HTTP to its row on the page.</summary>
    private static async Task<Latencies> LagAsync(Bed bed, Visit visit, CancellationToken cancellation)
    {
        var lags = new Latencies();
        var called = new CreateEventRequest(RequestedReductionKw: 1, Control: "open", Targets: new EventTargets([SampleSeries.VenId(0)]));
        for (var i = 0; i < Calls; i++)
        {
            var now = DateTimeOffset.UtcNow;
            var id = await bed.Http.CallEventAsync(called with { StartTime = now, EndTime = now + Length }, cancellation);
            var known = Stopwatch.GetTimestamp();
            await visit.Page.Locator($"tr:has-text('{id}')").First.WaitForAsync();
            lags.Add(Stopwatch.GetElapsedTime(known));
            await bed.Http.StopEventAsync(id, "measured", cancellation);
            await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
        }
        return lags;
    }

    private static async Task<Figure> ViewersAsync(
        Bed bed,
        Browser browser,
        WatchedPage page,
        int viewers,
        double none,
        string what,
        TimeSpan span,
        CancellationToken cancellation
    )
    {
        var visits = new List<Visit>();
        try
        {
            for (var i = visits.Count; i < viewers; i++)
                visits.Add(await page.OpenAsync(browser, bed.Http.BaseAddress!));
            await Task.Delay(Settle, cancellation);
            var all = await CoresAsync(bed, span, cancellation);
            return new Figure(
                $"{viewers} viewers of an event, {what}",
                all - none,
                "cores",
                Bar: 0.3,
                Note: string.Create(CultureInfo.InvariantCulture, $"{all:0.00} with, {none:0.00} without; backend and pages")
            );
        }
        finally
        {
            foreach (var visit in visits)
            {
                await LeaveAsync(visit);
                await visit.DisposeAsync();
            }
        }
    }

    /// <summary>A browser that goes elsewhere says so; one that is ended does not, and is waited for.</summary>
    private static async Task LeaveAsync(Visit visit) => await visit.Page.GotoAsync("about:blank");

    private static async Task<double> CoresAsync(Bed bed, TimeSpan span, CancellationToken cancellation)
    {
        var (before, begin) = (bed.BackendCpuS, Stopwatch.GetTimestamp());
        await Task.Delay(span, cancellation);
        return (bed.BackendCpuS - before) / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
