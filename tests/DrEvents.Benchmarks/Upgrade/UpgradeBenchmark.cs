using System.Net.Http.Json;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Npgsql;

namespace DrEvents.Benchmarks.Upgrade;

/// <summary>
/// An upgrade from an earlier version over a database that it filled: how long clients get no answer, where one backend replaces another, and
/// where nodes of both versions stand side by side as the operator guide has it.
/// </summary>
internal static class UpgradeBenchmark
{
    private const string Name = "upgrade";
    private const int Vens = 1_000;
    private const int Publishers = 4;
    private const double LongestS = 300;
    private const string ThisVersion = "DrEvents.Backend.dll";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        if (options.Before is not { } before || MosquittoBroker.Program is null)
        {
            await Console.Error.WriteLineAsync(
                "upgrade: left out, since no earlier version is given (--before DLL), or mosquitto is not installed"
            );
            return;
        }
        // Two nodes share subscriptions, which the embedded broker has not.
        await using var broker = await MosquittoBroker.StartNewAsync(settings: "max_queued_messages 0");
        var filled = await machine.CreateDatabaseAsync(Name, cancellation);
        var eventId = await FillAsync(before, filled, broker.Port, options.Samples * 10, cancellation);
        var copy = await machine.CopyDatabaseAsync(Name + "_cluster", Name, cancellation);
        string[] states = ["/api/vens", "/api/events"];
        var all = (string[])[.. states, $"/api/events/{eventId}/metrics", "/api/vens/ven-00001/history", "/api/stats/network"];

        var alone = await AloneAsync(before, filled, broker.Port, all, cancellation);
        var beside = await BesideAsync(before, copy, broker.Port, all, cancellation);

        var what = $"{Vens} VENs, {options.Samples * 10} samples";
        report.Add(
            new Figure($"one backend replaced: VENs and events unanswered, {what}", Longest(alone, states), "s", Bar: 5, Beyond: 0.1)
        );
        report.Add(new Figure($"one backend replaced: all pages that were asked for unanswered, {what}", Longest(alone, all), "s"));
        report.Add(
            new Figure($"a node beside another: all pages unanswered, {what}", Longest(beside.Longest, all), "s", Bar: 0, Beyond: 0)
        );
        report.Add(
            new Figure(
                $"a node beside another: a page asked at the one that stopped, then at the other, {what}",
                beside.Detour.TotalSeconds,
                "s"
            )
        );
    }

    private static double Longest(IReadOnlyDictionary<string, TimeSpan> gaps, string[] pages) => pages.Max(p => gaps[p].TotalSeconds);

    /// <summary>Has the earlier version store samples of a day and an event; gives the event's id.</summary>
    private static async Task<string> FillAsync(
        string before,
        string connectionString,
        int brokerPort,
        int samples,
        CancellationToken cancellation
    )
    {
        await using var old = await BackendProcess.LaunchAsync(before, FreePort.Find(), connectionString, brokerPort);
        await old.UntilReadyAsync(cancellation);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using (var load = await PublisherGroup.ConnectAsync(brokerPort, Publishers, cancellation))
            await load.PublishAsync(SampleSeries.Rounds(Vens, samples, DateTimeOffset.UtcNow.AddSeconds(-samples / Vens)), cancellation);
        await Eventually.HoldsAsync("all samples are stored", async () => await StoredAsync(database, cancellation) >= samples, LongestS);
        var request = new CreateEventRequest(EndTime: DateTimeOffset.UtcNow.AddHours(1), RequestedReductionKw: Vens, Status: "active");
        var id = await old.Http.CallEventAsync(request, cancellation);
        await Task.Delay(Calm, cancellation);
        return id;
    }

    private static async Task<long> StoredAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select count(*) from drevents.mt_events where type = 'telemetry_sampled'");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The earlier one is told to stop, and this one started at its address when it has.</summary>
    private static async Task<IReadOnlyDictionary<string, TimeSpan>> AloneAsync(
        string before,
        string connectionString,
        int brokerPort,
        string[] pages,
        CancellationToken cancellation
    )
    {
        var port = FreePort.Find();
        var old = await BackendProcess.LaunchAsync(before, port, connectionString, brokerPort);
        await old.UntilReadyAsync(cancellation);
        await using var gaps = new Gaps([old.Http.BaseAddress!], pages, cancellation);
        await Task.Delay(Calm, cancellation);
        await old.DisposeAsync();
        await using var next = await BackendProcess.LaunchAsync(This, port, connectionString, brokerPort);
        await UntilMadeAsync(next, cancellation);
        await Task.Delay(Calm, cancellation);
        return gaps.Longest;
    }

    /// <summary>This one is started beside the earlier one, which is told to stop when this one has made its read models.</summary>
    private static async Task<(IReadOnlyDictionary<string, TimeSpan> Longest, TimeSpan Detour)> BesideAsync(
        string before,
        string connectionString,
        int brokerPort,
        string[] pages,
        CancellationToken cancellation
    )
    {
        const string Cluster = "--Cluster:Enabled=true";
        var old = await BackendProcess.LaunchAsync(before, FreePort.Find(), connectionString, brokerPort, Cluster);
        await old.UntilReadyAsync(cancellation);
        await using var gaps = new Gaps([old.Http.BaseAddress!], pages, cancellation);
        await using var next = await BackendProcess.LaunchAsync(This, FreePort.Find(), connectionString, brokerPort, Cluster);
        gaps.Ask(old.Http.BaseAddress!, next.Http.BaseAddress!);
        await UntilMadeAsync(next, cancellation);
        await old.DisposeAsync();
        await next.UntilReadyAsync(cancellation);
        await Task.Delay(Calm, cancellation);
        return (gaps.Longest, gaps.SlowestDetour);
    }

    private static string This => Path.Combine(AppContext.BaseDirectory, ThisVersion);

    private static async Task UntilMadeAsync(BackendProcess backend, CancellationToken cancellation)
    {
        await Eventually.HoldsAsync(
            "all read models are made",
            async () =>
            {
                await Task.Delay(Look, cancellation);
                try
                {
                    var made = await backend.Http.GetFromJsonAsync<List<RebuildView>>("/api/rebuilds", cancellation);
                    return made is { Count: > 0 } && made.TrueForAll(r => r.Status == "done");
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            LongestS
        );
    }
}
