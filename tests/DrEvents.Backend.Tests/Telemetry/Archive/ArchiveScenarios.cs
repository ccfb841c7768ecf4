using System.Net;
using System.Net.Http.Json;
using System.Text;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DrEvents.Backend.Tests.Telemetry.Archive;

/// <summary>Days are closed here by the step that the backend takes, at the moment that the test wants.</summary>
[Collection(typeof(BackendCollection))]
public sealed class ArchiveScenarios(BackendFixture backend)
{
    private static readonly string Day = PastDay.Range(0, 24);
    private static readonly string Span = PastDay.Range(-1, 25);
    private static readonly DateTimeOffset Noon = PastDay.Noon;
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task every_answer_is_the_same_byte_by_byte_after_the_days_are_closed()
    {
        await backend.DeliverAsync([.. Enumerable.Range(-900, 2_100).Select(i => Sample("arch-1", i * 54, i % 7 * 0.321))]);
        string[] urls =
        [
            $"/api/vens/arch-1/telemetry?{Day}&limit=5000",
            $"/api/vens/arch-1/telemetry?{Span}&limit=7",
            $"/api/vens/arch-1/telemetry?{PastDay.Range(12 - 1 / 60.0, 12 + 1 / 6.0)}",
            $"/api/vens/arch-1/circuits/history?{Span}&limit=50&load_id=ev",
            $"/api/vens/arch-1/history?{Span}",
            $"/api/vens/arch-1/loads/ev/history?{Span}&granularity=1h",
        ];
        await backend.CatchUpAsync();
        var before = await TextsAsync(urls);

        await CloseAsync("arch-1", -1, 0, 1);

        (await CountAsync("mt_events", "arch-1")).ShouldBe(0);
        (await TextsAsync(urls)).ShouldBe(before);
        before[0].ShouldContain("\"totalCount\":1600");
        await using var session = backend.Store.QuerySession();
        var ranges = new Dictionary<string, TimeRange>
        {
            ["arch-1"] = new(Noon, Noon.AddHours(1)),
            ["arch-none"] = new(Noon, Noon.AddHours(1)),
        };
        var many = await SampleReader.BetweenAsync(session, ranges, 10, default);
        many["arch-1"].Count.ShouldBe(67);
        many["arch-none"].ShouldBeEmpty();
    }

    [Fact]
    public async Task a_repeat_of_an_archived_sample_is_dropped_and_a_new_one_is_kept_and_archived_later()
    {
        var sent = Enumerable.Range(0, 20).Select(i => Sample("arch-2", i * 10, i)).ToArray();
        await backend.DeliverAsync(sent[..18]);
        await backend.CatchUpAsync();
        await CloseAsync("arch-2", 0);

        await backend.DeliverAsync(sent[..18]);
        (await CountAsync("mt_events", "arch-2")).ShouldBe(0);
        (await IsArchivedAsync("arch-2")).ShouldBeTrue("repeats open nothing");
        await backend.DeliverAsync([.. sent[10..], .. sent[10..]]);

        (await CountAsync("mt_events", "arch-2")).ShouldBe(2);
        (await IsArchivedAsync("arch-2")).ShouldBeFalse();
        await PowersAsync("arch-2");
        await backend.CatchUpAsync();
        await CloseAsync("arch-2", 0);
        (await CountAsync("mt_events", "arch-2")).ShouldBe(0);
        (await CountAsync("telemetry_archive", "arch-2")).ShouldBe(2);
        await PowersAsync("arch-2");

        async Task PowersAsync(string venId)
        {
            var page = await GetAsync<TelemetryPage>($"/api/vens/{venId}/telemetry?{Day}");
            page.Samples.Select(s => s.UsedPowerKw).Reverse().ShouldBe(Enumerable.Range(0, 20).Select(i => (double)i));
        }
    }

    [Fact]
    public async Task an_operator_asks_for_a_closed_day_and_it_is_put_back_row_by_row_as_it_was()
    {
        await backend.DeliverAsync([.. Enumerable.Range(0, 300).Select(i => Sample("arch-3", i * 10, i * 0.1))]);
        await backend.CatchUpAsync();
        var rows = await RowsAsync("mt_events", "stream_id like 'telemetry/arch-3/%'", "seq_id");
        await CloseAsync("arch-3", 0);
        await backend.DeliverAsync(Sample("arch-3", 5, 99));
        await backend.CatchUpAsync();
        await CloseAsync("arch-3", 0);

        var asked = await PostAsync<ReopenTaken>(new ReopenDaysRequest(PastDay.Name(), PastDay.Name(), ["arch-3"]));
        asked.VenDays.ShouldBe(1);
        asked.Samples.ShouldBe(301);
        await Eventually.HoldsAsync(
            "the day is back",
            async () =>
                (await GetAsync<ArchiveView>("/api/archive")) is { VenDaysReopening: 0 } && await CountAsync("mt_events", "arch-3") == 301
        );

        var back = await RowsAsync("mt_events", "stream_id like 'telemetry/arch-3/%'", "seq_id");
        back.ShouldStartWith(rows);
        (await CountAsync("telemetry_archive", "arch-3")).ShouldBe(0);
        (await DueAsync()).ShouldNotContain(s => s.Contains("arch-3"), "it stays open for some days");
    }

    [Fact]
    public async Task a_day_is_due_when_it_is_old_enough_and_quiet()
    {
        await backend.DeliverAsync(Sample("arch-4", 0, 1), Sample("arch-4", 86_400, 1));
        await backend.CatchUpAsync();

        (await DueAsync(firstOpen: PastDay.Date(1))).Where(s => s.Contains("arch-4")).ShouldBe([PastDay.Stream("arch-4")]);
        (await DueAsync(firstOpen: PastDay.Date())).ShouldNotContain(s => s.Contains("arch-4"));
        (await DueAsync(firstOpen: PastDay.Date(1), now: Now)).ShouldNotContain(s => s.Contains("arch-4"));
        await CloseAsync("arch-4", 0);
        (await DueAsync()).Where(s => s.Contains("arch-4")).ShouldBe([PastDay.Stream("arch-4", 1)]);
        (await DayClosing.StepAsync(backend.Store, PastDay.Stream("arch-4"), Now, default)).ShouldBeNull("it is closed");
    }

    [Fact]
    public async Task a_day_that_is_old_and_quiet_is_closed_by_itself()
    {
        await backend.DeliverAsync(Sample("arch-6", 0, 1));
        await backend.CatchUpAsync();
        await ExecuteAsync("update drevents.mt_streams set timestamp = now() - interval '2 hours' where id like 'telemetry/arch-6/%'");

        backend.Host.Services.GetRequiredService<DayKeeper>().Wake();

        await Eventually.HoldsAsync("the day is closed", () => IsArchivedAsync("arch-6"));
        (await CountAsync("telemetry_archive", "arch-6")).ShouldBe(1);
        var archive = await GetAsync<ArchiveView>("/api/archive");
        archive.VenDays.ShouldBeGreaterThan(0);
        archive.Bytes.ShouldBeGreaterThan(0);
        archive.OldestDay.ShouldNotBeNull();
    }

    [Fact]
    public async Task open_days_are_found_by_their_index_and_a_new_start_leaves_it()
    {
        await backend.Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var connection = backend.Store.Storage.Database.CreateConnection();
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // Of few days any way is as good; of many closed ones only the index of the open ones is.
        const string Many = """
            insert into drevents.mt_streams (id, version, tenant_id, is_archived)
            select 'telemetry/many-' || n || '/2020-01-01', 1, '*DEFAULT*', true from generate_series(1, 20000) n;
            analyze drevents.mt_streams
            """;
        await using (var fill = new NpgsqlCommand(Many, connection, transaction))
            await fill.ExecuteNonQueryAsync();
        await using var explain = new NpgsqlCommand(
            $"explain select s.id from drevents.mt_streams s where s.id ^@ 'telemetry/' and not s.is_archived and right(s.id, 10) collate \"C\" < '{PastDay.Name()}'",
            connection
        );
        var plan = new StringBuilder();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan.AppendLine(reader.GetString(0));

        plan.ToString().ShouldContain("telemetry_open_days");
        plan.ToString().ShouldContain("Index Cond");
    }

    [Fact]
    public async Task a_day_whose_samples_a_projection_has_yet_to_see_stays_open()
    {
        await backend.DeliverAsync(Sample("arch-5", 0, 1));
        await backend.CatchUpAsync();
        await ExecuteAsync($"update drevents.mt_events set seq_id = seq_id + 1000000000 where stream_id = '{PastDay.Stream("arch-5")}'");

        var step = await DayClosing.StepAsync(backend.Store, PastDay.Stream("arch-5"), Now, default);

        step.ShouldBe(new ClosingStep(0, 0, IsClosed: false));
        await ExecuteAsync($"update drevents.mt_events set seq_id = seq_id - 1000000000 where stream_id = '{PastDay.Stream("arch-5")}'");
        (await CountAsync("mt_events", "arch-5")).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"from":"2026-11-02","to":"2026-11-01"}""", "to")]
    [InlineData("""{"from":"yesterday","to":"2026-11-01"}""", "from")]
    [InlineData("""{"from":"2026-11-01"}""", "to")]
    [InlineData("""{"from":"2026-11-01","to":"2026-11-01","venIds":[]}""", "venIds")]
    [InlineData("""{"from":"2026-11-01","to":"2026-11-01","venIds":["a/b"]}""", "venIds")]
    public async Task a_wrong_field_is_named(string body, string field)
    {
        var answer = await backend
            .Host.Server.CreateClient()
            .PostAsync("/api/archive/reopen", new StringContent(body, Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"errors\":{{\"{field}\":[");
    }

    [Fact]
    public async Task vens_that_there_are_not_are_named_and_nothing_is_reopened()
    {
        await backend.DeliverAsync(Sample("arch-9", 0, 1));
        await backend.CatchUpAsync();
        await CloseAsync("arch-9", 0);

        var refused = await RefusalAsync(new ReopenDaysRequest(PastDay.Name(), PastDay.Name(), ["arch-9", "arch-nobody", "arch-noone"]));

        refused.Title.ShouldBe("Not found");
        refused.Detail.ShouldBe("There is no VEN arch-nobody, arch-noone");
        (await CountAsync("telemetry_restored", "arch-9")).ShouldBe(0);
    }

    [Fact]
    public async Task a_range_of_which_nothing_is_in_the_archive_is_told_with_what_is()
    {
        await backend.DeliverAsync(Sample("arch-7", 0, 1), Sample("arch-7", 86_400, 1), Sample("arch-8", 0, 1));
        await backend.CatchUpAsync();
        await CloseAsync("arch-7", 0, 1);
        await ExecuteAsync("insert into drevents.telemetry_deleted values ('1999-12-31', 3, 30, 300, now()) on conflict do nothing");

        (await NothingAsync("2999-01-01", "2999-01-07", "arch-7")).ShouldBe(
            $"The archive holds nothing of these VENs from 2999-01-01 to 2999-01-07. What it holds of these VENs is from {PastDay.Name()} to {PastDay.Name(1)}."
        );
        (await NothingAsync(PastDay.Name(), PastDay.Name(), "arch-8")).ShouldBe(
            $"The archive holds nothing of these VENs from {PastDay.Name()} to {PastDay.Name()}. It holds nothing of these VENs at all."
        );
        (await NothingAsync("1999-12-31", "1999-12-31")).ShouldEndWith(
            "VEN-days of that time, of all VENs, that retention has deleted: 3."
        );
        await PostAsync<ReopenTaken>(new ReopenDaysRequest(PastDay.Name(), PastDay.Name(), ["arch-7"]));
        await Eventually.HoldsAsync("the day is back", async () => await CountAsync("mt_events", "arch-7") == 1);
        (await NothingAsync(PastDay.Name(), PastDay.Name(), "arch-7")).ShouldEndWith(
            $"What it holds of these VENs is from {PastDay.Name(1)} to {PastDay.Name(1)}. VEN-days of that time that were reopened before and are open: 1."
        );

        async Task<string?> NothingAsync(string from, string to, params string[] venIds) =>
            (await RefusalAsync(new ReopenDaysRequest(from, to, venIds is [] ? null : venIds))).Detail;
    }

    [Fact]
    public async Task the_former_name_of_the_route_does_the_same()
    {
        var request = new ReopenDaysRequest("2999-01-01", "2999-01-07");

        (await RefusalAsync(request, "/api/archive/restore")).Detail.ShouldBe((await RefusalAsync(request)).Detail);
    }

    private async Task<ProblemDetails> RefusalAsync(ReopenDaysRequest request, string url = "/api/archive/reopen")
    {
        var answer = await backend.Host.Server.CreateClient().PostAsJsonAsync(url, request);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        return (await answer.Content.ReadFromJsonAsync<ProblemDetails>())!;
    }

    private async Task CloseAsync(string venId, params int[] days)
    {
        foreach (var day in days)
        {
            var step = await DayClosing.StepAsync(backend.Store, PastDay.Stream(venId, day), Now, default);
            step!.Value.IsClosed.ShouldBeTrue($"{venId} {day}");
        }
    }

    private async Task<List<string>> DueAsync(DateOnly? firstOpen = null, DateTimeOffset? now = null)
    {
        var due = new List<string>();
        await foreach (
            var s in backend.Store.DueStreamsAsync(
                TelemetryDays.Name(firstOpen ?? PastDay.Date(20)),
                (now ?? Now.AddHours(3)) - DayKeeper.Quiet,
                now ?? Now.AddHours(3),
                default
            )
        )
            due.Add(s);
        return due;
    }

    private async Task<string[]> TextsAsync(string[] urls)
    {
        var texts = new List<string>();
        foreach (var url in urls)
            texts.Add(await (await backend.Host.Scenario(s => s.Get.Url(url))).ReadAsTextAsync());
        return [.. texts];
    }

    private async Task<T> GetAsync<T>(string url) => (await backend.Host.Scenario(s => s.Get.Url(url))).ReadAsJson<T>()!;

    private async Task<T> PostAsync<T>(object body)
    {
        var answer = await backend.Host.Server.CreateClient().PostAsJsonAsync("/api/archive/reopen", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }

    private async Task<bool> IsArchivedAsync(string venId) =>
        await ScalarAsync($"select bool_and(is_archived) from drevents.mt_streams where id like 'telemetry/{venId}/%'") is true;

    private async Task<long> CountAsync(string table, string venId) =>
        (long)(await ScalarAsync($"select count(*) from drevents.{table} where stream_id like 'telemetry/{venId}/%'"))!;

    /// <summary>Every column of every row, as text.</summary>
    private async Task<string> RowsAsync(string table, string where, string order) =>
        (string)
            (await ScalarAsync($"select coalesce(string_agg(t::text, E'\n' order by {order}), '') from drevents.{table} t where {where}"))!;

    private async Task ExecuteAsync(string sql) => await ScalarAsync(sql);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = backend.Store.Storage.Database.CreateConnection();
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static (string Topic, string Payload) Sample(string venId, double atS, double kw)
    {
        var sample = new TelemetrySample
        {
            VenId = venId,
            At = Noon.AddSeconds(atS),
            UsedPowerKw = kw,
            Loads =
            [
                new LoadReading("ev", "Charger", "ev", 7, kw, 2, true, 1),
                new LoadReading("hvac", "Heat pump", "hvac", 3, 1, null, true, 2),
            ],
        };
        return (Topics.Telemetry(venId), Encoding.UTF8.GetString(sample.ToUtf8()));
    }
}
