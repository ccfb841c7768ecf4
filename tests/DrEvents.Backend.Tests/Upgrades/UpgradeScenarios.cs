using System.IO.Compression;
using System.Net;
using System.Text.Json;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Tests.Upgrades;

/// <summary>
/// A database that the first generation filled (commit 6800004) is taken over. It has an event that was over, one that ran, days in the archive, and days
/// that retention had deleted. Beside it lie the answers of that version to the same questions.
/// </summary>
public sealed class UpgradeScenarios
{
    /// <summary>Figures are rounded to whole watts now.</summary>
    private const double WithinKw = 0.000_51;

    /// <summary>Means were over samples, and are over time: those of a VEN that reports every second, more or less, differ by a little.</summary>
    private const double WithinMeansKw = 0.05;

    /// <summary>2 kW were asked for. Over samples it was 1.75: the readings at the start, with the loads still on, stand for less than a second.</summary>
    private const double ActualReductionKw = 1.949;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Upgrades", "Generation1");
    private static readonly Dictionary<string, JsonElement> Before = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
        File.ReadAllText(Path.Combine(Folder, "answers.json"))
    )!;

    [Fact]
    public async Task a_database_of_the_first_generation_is_taken_over_with_all_that_it_knows()
    {
        await using var system = await TakenOverAsync();

        foreach (var url in Before.Keys.Where(u => u.Contains("/history?", StringComparison.Ordinal)))
            ShouldBeSame((await JsonAsync(system, url)).GetProperty("points"), Before[url].GetProperty("points"), url);
        var (eventId, was) = Before.Single(a => a.Key.EndsWith("/metrics", StringComparison.Ordinal)) is var metrics
            ? (metrics.Value.GetProperty("eventId").GetString()!, metrics.Value)
            : default;
        var now = (await system.GetAsync<EventDetail>($"/api/events/{eventId}"))!;
        now.Metrics.ActualReductionKw!.Value.ShouldBe(ActualReductionKw, WithinKw);
        now.Metrics.VensResponding.ShouldBe(was.GetProperty("vensResponding").GetInt32());
        now.Vens.ShouldAllBe(v => v.Status == "restored");
        Values(await JsonAsync(system, $"/api/events/{eventId}/baselines"), "hash")
            .ShouldBe(Values(Before[$"/api/events/{eventId}/baselines"], "hash"));
        Values(await JsonAsync(system, "/api/vens/ven-1/events"), "id").ShouldBe(Values(Before["/api/vens/ven-1/events"], "id"));
        Values(await JsonAsync(system, "/api/vens"), "id").ShouldBe(Values(Before["/api/vens"], "id"));
        (await JsonAsync(system, "/api/vens/gone-1"))
            .GetProperty("metrics")
            .GetProperty("currentPowerKw")
            .GetDouble()
            .ShouldBe(Before["/api/vens/gone-1"].GetProperty("metrics").GetProperty("currentPowerKw").GetDouble(), WithinKw);
        var replay = await system.ReplayAsync(eventId);
        replay.Differences.ShouldBeEmpty();
        replay.BaselinesRecomputed.ShouldBe(2);
    }

    [Fact]
    public async Task an_event_that_ran_meanwhile_is_brought_to_its_end_and_nothing_of_the_first_generation_is_left()
    {
        await using var system = await TakenOverAsync();

        var over = await system.UntilAsync(
            Before["running"].GetString()!,
            "it is over, and its VENs are told",
            e => e.Status == "completed" && e.Vens.All(v => v.Commands.Any(c => c.Op == "restore"))
        );

        over.Vens.Select(v => v.VenId).ShouldBe(["ven-1", "ven-2"]);
        await Eventually.HoldsAsync("the tables of earlier versions are dropped", async () => await EarlierTablesAsync(system) == 0);
    }

    [Fact]
    public async Task what_is_not_made_yet_is_answered_with_the_progress()
    {
        await using var system = await TakenOverAsync();
        var since = Interval.StartOf(TimeProvider.System.GetUtcNow(), Interval.Length);
        await using (var session = system.Store.LightweightSession())
        {
            var page = (await session.LoadAsync<LivePage>(LivePage.TheOne))!;
            session.Store(page with { Since = since });
            var build = (await session.LoadAsync<ReadModelBuild>(LiveBuild.Name))!;
            session.Store(build with { Status = ReadModelBuild.Stopped, IsFirst = true, EventsDone = 30, EventsTotal = 90, WorkedS = 2 });
            await session.SaveChangesAsync();
        }
        var eventId = Before["/api/events/history"][0].GetProperty("id").GetString();

        foreach (
            var url in new[]
            {
                "/api/vens/old-1/history",
                $"/api/events/{eventId}",
                $"/api/events/{eventId}/metrics",
                "/api/vens/ven-1/events",
            }
        )
        {
            var answer = await system.Host.Server.CreateClient().GetAsync(url);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, url);
            answer.Headers.RetryAfter.ShouldNotBeNull();
            (await answer.Content.ReadAsStringAsync()).ShouldContain("live: 30 of 90 events, 15/s, 00:00:04 left");
        }
        (await system.GetAsync<List<VenView>>("/api/vens")).Count.ShouldBe(5, "the present is there");
        (await system.GetAsync<List<EventView>>("/api/events")).Single(e => e.Id == eventId).ActualReductionKw.ShouldBeNull();
        var recent = Uri.EscapeDataString(since.ToString("O"));
        (await JsonAsync(system, $"/api/vens/old-1/history?start={recent}")).GetProperty("points").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task beside_a_node_of_the_first_generation_it_reads_and_it_acts_when_that_is_gone()
    {
        await using var system = await DrSystem.StartAsync(
            async connectionString =>
            {
                await FillAsync(connectionString);
                await SayThatItLivesAsync(connectionString);
            },
            Settings
        );
        var running = Before["running"].GetString()!;

        (await system.GetAsync<List<VenView>>("/api/vens")).Count.ShouldBe(5);
        (await system.GetAsync<List<EventView>>("/api/events"))
            .Single(e => e.Id == running)
            .Status.ShouldBe("active", "the other node ends it");
        var refused = await system.Host.Server.CreateClient().DeleteAsync($"/api/events/{running}");
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("waits until the nodes of an earlier version have stopped");
        (await JsonAsync(system, "/health/ready"))
            .GetProperty("checks")
            .GetProperty("readModels")
            .GetProperty("detail")
            .GetString()!
            .ShouldContain("waits");
        await Eventually.HoldsAsync(
            "its read models are made",
            async () => (await system.GetAsync<List<RebuildView>>("/api/rebuilds")).TrueForAll(r => r.Status == ReadModelBuild.Done)
        );
        (await EarlierTablesAsync(system)).ShouldBe(4, "the other node reads them");
        await using (var session = system.Store.LightweightSession())
        {
            session.QueueSqlCommand("update drevents.wolverine_nodes set health_check = now() - interval '1 minute'");
            await session.SaveChangesAsync();
        }

        await system.UntilAsync(running, "it acts, and ends the event", e => e.Status == "completed");
        await Eventually.HoldsAsync("the tables of earlier versions are dropped", async () => await EarlierTablesAsync(system) == 0);
    }

    /// <summary>How many tables of states and read models of the first generation there are.</summary>
    private static async Task<int> EarlierTablesAsync(DrSystem system)
    {
        await using var session = system.Store.QuerySession();
        await using var tables = new NpgsqlCommand("select count(*)::int from pg_tables where tablename = any($1)")
        {
            Parameters = { new() { Value = (string[])["mt_doc_ven", "mt_doc_drevent", "mt_doc_veninterval", "mt_doc_venlive"] } },
        };
        await using var reader = await session.ExecuteReaderAsync(tables, TestContext.Current.CancellationToken);
        await reader.ReadAsync();
        return reader.GetInt32(0);
    }

    /// <summary>As a node of the first generation that says so far into the future that it lives.</summary>
    private static async Task SayThatItLivesAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "insert into drevents.wolverine_nodes (id, node_number, description, uri, health_check) values (gen_random_uuid(), 9, 'old', 'tcp://old', now() + interval '1 hour')",
            connection
        );
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The days are those of the machine on which it was filled.</summary>
    private static Dictionary<string, string?> Settings => new() { ["Archive:AfterDays"] = "0", ["Archive:KeepDays"] = "0" };

    private static async Task<DrSystem> TakenOverAsync()
    {
        var system = await DrSystem.StartAsync(FillAsync, Settings);
        await Eventually.HoldsAsync(
            "all read models are made",
            async () =>
                (await system.GetAsync<List<RebuildView>>("/api/rebuilds")) is var all
                && all.All(r => r.Status == "done" && r.DoneAt is not null),
            withinS: 60
        );
        return system;
    }

    private static async Task FillAsync(string connectionString)
    {
        await using var packed = File.OpenRead(Path.Combine(Folder, "database.sql.gz"));
        using var text = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(await text.ReadToEndAsync(), connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<JsonElement> JsonAsync(DrSystem system, string url) =>
        JsonDocument.Parse(await (await system.Host.Server.CreateClient().GetAsync(url)).Content.ReadAsStringAsync()).RootElement;

    private static List<string?> Values(JsonElement list, string property) =>
        [.. list.EnumerateArray().Select(e => e.GetProperty(property).GetString())];

    private static void ShouldBeSame(JsonElement points, JsonElement before, string url)
    {
        Times(points).ShouldBe(Times(before), url);
        foreach (var (point, was) in points.EnumerateArray().Zip(before.EnumerateArray()))
        {
            foreach (var name in new[] { "usedPowerKw", "shedPowerKw" })
                point
                    .GetProperty(name)
                    .GetDouble()
                    .ShouldBe(was.GetProperty(name).GetDouble(), WithinMeansKw, $"{url} {point.GetProperty("timestamp")} {name}");
        }
    }

    private static List<DateTimeOffset> Times(JsonElement points) =>
        [.. points.EnumerateArray().Select(p => p.GetProperty("timestamp").GetDateTimeOffset())];
}
