using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Loaded;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Events;

/// <summary>
/// What it costs to look at a city's event as it was: moments of its past, which are made anew from the streams, and what is stored of it, while it runs
/// and samples come in. Beside it, whether commands of another event and live figures keep their time meanwhile. The VENs are bare connections that accept
/// every command.
/// </summary>
internal static class PastBenchmark
{
    private const int Connections = 4;

    /// <summary>VENs of the other event.</summary>
    private const int OtherVens = 100;
    private const double AnsweredWithinS = 180;
    private const double CommandBarMs = 500;
    private const double LagBarMs = 2_000;

    private static readonly TimeSpan Length = TimeSpan.FromHours(1);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        var (vens, samplesPerS, running, moments, calls) = options.IsShort
            ? (1_000, 100, TimeSpan.FromSeconds(45), 3, 3)
            : (10_000, 1_000, TimeSpan.FromMinutes(4), 5, 8);
        await using var bed = await Bed.StartAsync(machine, "past", cancellation);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        await using var plain = await PlainVens.StartAsync(bed.BrokerPort, load, cancellation);
        await using var loaded = await LoadedBackend.StartAsync(bed, load, vens + OtherVens, samplesPerS, cancellation);
        var others = new EventTargets([.. Enumerable.Range(vens, OtherVens).Select(SampleSeries.VenId)]);
        // What is compiled at the first event is no figure of the past.
        await CommandsAsync(bed, plain, others, 1, cancellation);

        var begin = DateTimeOffset.UtcNow;
        var all = new EventTargets([.. Enumerable.Range(0, vens).Select(SampleSeries.VenId)]);
        var id = await bed.Http.CallEventAsync(
            new CreateEventRequest(begin, begin + Length, vens, Control: "open", Targets: all),
            cancellation
        );
        await Eventually.HoldsAsync("all have their commands", () => plain.CommandedAt(id).Count == vens, AnsweredWithinS);
        await bed.ExecuteAsync("analyze", cancellation);
        await Task.Delay(running, cancellation);

        var what = $"{vens} VENs in an event, {samplesPerS} samples/s, {running.TotalMinutes:0.##} min after its start";
        var lags = new LatencyTrack();
        var clock = Stopwatch.StartNew();
        loaded.Watch(id, lags, new LatencyTrack());
        var alone = await CommandsAsync(bed, plain, others, calls, cancellation);
        var aloneS = clock.Elapsed.TotalSeconds;
        var past = new PastMoments(bed, id, begin, running);
        await AskAloneAsync(bed, past, moments, what, report, cancellation);
        await StoredAsync(bed, id, what, report, cancellation);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (fromS, dragged) = (clock.Elapsed.TotalSeconds, past.DragAsync(stop.Token));
        var beside = await CommandsAsync(bed, plain, others, calls, cancellation);
        var toS = clock.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        var made = await dragged;
        await loaded.CheckAsync();

        var asked = $"event for now asked for → command at the VEN, {OtherVens} VENs of another event";
        report.Add($"{asked}, {what}", alone, CommandBarMs, floor: null, "");
        report.Add(
            $"{asked}, moments of the past made without a pause",
            beside,
            CommandBarMs,
            alone,
            "(the same without them)",
            $"{made} made"
        );
        const string Lag = "sample published → visible over HTTP";
        report.Add($"{Lag}, {what}", lags.Between(0, aloneS), LagBarMs, floor: null, "");
        report.Add(
            $"{Lag}, moments of the past made without a pause",
            lags.Between(fromS, toS),
            LagBarMs,
            lags.Between(0, aloneS),
            "(the same without them)"
        );
    }

    /// <summary>From an event's being asked for to its commands at its VENs.</summary>
    private static async Task<Latencies> CommandsAsync(
        Bed bed,
        PlainVens plain,
        EventTargets others,
        int calls,
        CancellationToken cancellation
    )
    {
        var commands = new Latencies();
        for (var i = 0; i < calls; i++)
        {
            var asked = DateTimeOffset.UtcNow;
            var request = new CreateEventRequest(asked, asked + Length, OtherVens, Control: "open", Targets: others);
            var id = await bed.Http.CallEventAsync(request, cancellation);
            await Eventually.HoldsAsync("all have their commands", () => plain.CommandedAt(id).Count == OtherVens, AnsweredWithinS);
            foreach (var at in plain.CommandedAt(id))
                commands.Add(at - asked);
            await Task.Delay(Between, cancellation);
            await bed.Http.StopEventAsync(id, "measured", cancellation);
            await Task.Delay(Between, cancellation);
        }
        return commands;
    }

    private static async Task AskAloneAsync(
        Bed bed,
        PastMoments past,
        int moments,
        string what,
        Report report,
        CancellationToken cancellation
    )
    {
        foreach (var view in new[] { "known", "now" })
        {
            var (first, again, table) = (new List<double>(), new List<double>(), new List<double>());
            var (before, largest, bytes, read) = (bed.BackendMiB, 0.0, 0, 0L);
            for (var i = 0; i < moments; i++)
            {
                // The moments are all over the event's time, and each is another one.
                var at = past.At((i + 0.5) / moments);
                await using (var memory = new LargestMemory(bed, cancellation))
                {
                    (var ms, bytes, read) = await past.MomentAsync(at, view, cancellation);
                    first.Add(ms);
                    largest = Math.Max(largest, await memory.StopAsync());
                }
                again.Add((await past.MomentAsync(at, view, cancellation)).Ms);
                table.Add(await past.VensAsync(at, view, cancellation));
            }
            var asked = $"a moment of the past, by what is known {(view == "known" ? "then" : "today")}, {what}";
            report.Add(
                new Figure(
                    $"{asked}: made and answered after",
                    Figures.Median(first),
                    "ms",
                    Note: $"{Figures.List(first)}; the last of {read} stored events, {bytes / 1024} KiB of JSON"
                )
            );
            report.Add(new Figure($"{asked}: answered again after", Figures.Median(again), "ms", Note: Figures.List(again)));
            report.Add(new Figure($"{asked}: 100 of its VENs after", Figures.Median(table), "ms", Note: Figures.List(table)));
            report.Add(
                new Figure(
                    $"{asked}: the backend's resident memory, largest meanwhile less before",
                    largest - before,
                    "MiB",
                    Note: string.Create(CultureInfo.InvariantCulture, $"{before:0} before, {largest:0} largest")
                )
            );
            await Task.Delay(Calm, cancellation);
        }
    }

    private static async Task StoredAsync(Bed bed, string id, string what, Report report, CancellationToken cancellation)
    {
        var path = $"/api/events/{id}/stored";
        // The event's own stream begins with the first of all that is stored of it; what follows it is the oldest page.
        var oldest = await bed.CountAsync($"select min(seq_id) from drevents.mt_events where stream_id = '{id}'", cancellation);
        var newest = await bed.NumberedAsync(cancellation);
        foreach (var (name, before) in new (string, long?)[] { ("first", null), ("middle", (oldest + newest) / 2), ("last", oldest + 50) })
        {
            var times = new List<double>();
            var items = 0;
            for (var i = 0; i < 5; i++)
            {
                var begin = Stopwatch.GetTimestamp();
                var page = await bed.Http.GetFromJsonAsync<StoredEventsPage>(
                    before is null ? path : $"{path}?before={before}",
                    cancellation
                );
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                items = page!.Items.Count;
            }
            report.Add(
                new Figure(
                    $"what is stored of it, {name} page, {what}",
                    Figures.Median(times),
                    "ms",
                    Note: $"{Figures.List(times)}; {items} items"
                )
            );
        }
    }
}
