using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Npgsql;

namespace DrEvents.Backend.Tests.Past;

/// <summary>An event as it was at moments of the past, out of its streams. Times are the machine's, since the store's are.</summary>
public sealed class PastScenarios(BackendFixture backend) : IClassFixture<BackendFixture>
{
    [Fact]
    public async Task what_was_shown_at_a_moment_is_found_again_by_what_was_known_then()
    {
        string[] vens = ["past-1", "past-2", "past-3"];
        await HalfAnHourAsync(vens);
        var shown = new List<ShownEvent>();
        var id = await CreateAsync(vens, startsInS: 3600);
        await LookAsync();
        (await Http.PatchAsJsonAsync($"/api/events/{id}", new ChangeEventRequest(StartTime: Now.AddSeconds(1)))).EnsureSuccessStatusCode();
        await UntilAsync(id, "all are told", e => e.Status == "active" && e.Vens.Count(v => v.Status == "pending") == 3);
        await LookAsync();

        await ObeyAsync(id, vens[0], acceptedKw: 2);
        await ObeyAsync(id, vens[1], acceptedKw: 2);
        await ReportAsync(usedKw: 3, claimedKw: 2, Now, vens);
        await UntilAsync(id, "two shed, by sealed baselines", e => e.Vens.Count(v => v is { Status: "shedding", Verified: true }) == 2);
        await LookAsync();

        await RefuseAsync(id, vens[2]);
        await ReportAsync(usedKw: 2.5, claimedKw: 2.2, Now, vens[..2]);
        (await Http.PatchAsJsonAsync($"/api/events/{id}", new ChangeEventRequest(RequestedReductionKw: 4))).EnsureSuccessStatusCode();
        await UntilAsync(id, "the change is there", e => e.RequestedReductionKw == 4 && e.Metrics.VensRefused == 1);
        await LookAsync();

        (await Http.PatchAsJsonAsync($"/api/vens/{vens[0]}", new ChangeVenRequest("Zebra Street"))).EnsureSuccessStatusCode();
        await ReportAsync(usedKw: 2, claimedKw: 2.2, Now, vens[..2]);
        (await Http.PostAsJsonAsync($"/api/events/{id}/stop", new StopEventRequest("enough", AtOnce: true))).EnsureSuccessStatusCode();
        await UntilAsync(id, "it is over", e => e.EndedAt is not null);
        await ReportAsync(usedKw: 6, claimedKw: 0, Now, vens);
        await LookAsync();
        // What comes later changes nothing of what was known.
        await ReportAsync(usedKw: 1, claimedKw: 4, shown[2].At.AddMilliseconds(-5), vens);
        await backend.CatchUpAsync();

        foreach (var moment in shown)
            await moment.IsFoundAgainAsync(backend, id);
        shown.Select(s => s.Detail["metrics"]!.ToJsonString()).Distinct().Count().ShouldBe(shown.Count, "the moments differ");
        var last = await AtAsync(id, shown[^1].At);
        last.Course.Points.ShouldNotBeEmpty();
        last.Why.ShouldNotBeEmpty();
        last.Stored.ShouldContain(s => s.Type == "EventStopped");
        last.Stored.ShouldBeInOrder(SortDirection.Descending, Comparer<StoredItem>.Create((a, b) => a.Sequence.CompareTo(b.Sequence)));
        var first = (await AtAsync(id, shown[0].At)).Stored.Select(s => s.Type).ToList();
        first.ShouldContain("EventScheduled");
        first.ShouldNotContain("EventActivated");
        last.Statuses.Values.Sum().ShouldBe(3);
        (await VenNamesAsync(id, shown[3].At)).ShouldContain(vens[0]);
        (await VenNamesAsync(id, shown[^1].At)).ShouldContain("Zebra Street");

        async Task LookAsync() => shown.Add(await ShownEvent.OfAsync(backend, id));
    }

    [Fact]
    public async Task late_readings_and_answers_count_in_what_was_and_not_in_what_was_known()
    {
        string[] vens = ["late-1", "late-2"];
        await HalfAnHourAsync(vens);
        var id = await CreateAsync(vens, startsInS: null);
        await UntilAsync(id, "both are told", e => e.Vens.Count(v => v.Status == "pending") == 2);
        await ObeyAsync(id, vens[0], acceptedKw: 2);
        await ReportAsync(usedKw: 3, claimedKw: 2, Now, vens[0]);
        await UntilAsync(id, "one sheds, by sealed baselines", e => e.Vens.Count(v => v.Verified) == 2 && e.Metrics.VensResponding == 1);
        var shown = await ShownEvent.OfAsync(backend, id);
        var (answeredAt, moment) = (shown.At.AddMilliseconds(-2), shown.At);
        await Eventually.HoldsAsync("the moment is past", () => Now > moment.AddMilliseconds(5));

        await ReportAsync(usedKw: 1, claimedKw: 4, answeredAt, vens[1]);
        await ObeyAsync(id, vens[1], acceptedKw: 2, answeredAt);
        await UntilAsync(id, "both are known to shed", e => e.Metrics is { VensResponding: 2, VensFresh: 2 });

        await shown.IsFoundAgainAsync(backend, id);
        var (known, was) = (await AtAsync(id, moment), await AtAsync(id, moment, "now"));
        (known.Metrics.VensResponding, known.Metrics.VensFresh, known.Metrics.CurrentReductionKw).ShouldBe((1, 1, 2));
        (was.Metrics.VensResponding, was.Metrics.VensFresh, was.Metrics.CurrentReductionKw).ShouldBe((2, 2, 6));
        (known.Statuses["shedding"], was.Statuses["shedding"]).ShouldBe((1, 2));
        var before = await AtAsync(id, answeredAt.AddMilliseconds(-1), "now");
        before.Metrics.VensResponding.ShouldBe(1, "before it was given, nobody knew the answer");
        (await VensAsync(id, moment)).Single(v => v.VenId == vens[1]).MeasuredKw.ShouldBeNull();
        (await VensAsync(id, moment, "now")).Single(v => v.VenId == vens[1]).MeasuredKw.ShouldBe(4);
    }

    [Fact]
    public async Task an_answer_by_a_wrong_clock_counts_from_when_it_came()
    {
        string[] vens = ["wrong-1"];
        await HalfAnHourAsync(vens);
        var id = await CreateAsync(vens, startsInS: null);
        await UntilAsync(id, "it is told", e => e.Vens.Count(v => v.Status == "pending") == 1);
        var moment = (await ShownEvent.OfAsync(backend, id)).At;
        await Eventually.HoldsAsync("the moment is past", () => Now > moment.AddMilliseconds(5));

        await ObeyAsync(id, vens[0], acceptedKw: 2, Now.AddYears(-3));
        await UntilAsync(id, "it sheds", e => e.Metrics.VensResponding == 1);

        (await AtAsync(id, moment, "now")).Metrics.VensResponding.ShouldBe(0);
        (await AtAsync(id, Now, "now")).Metrics.VensResponding.ShouldBe(1);
    }

    [Theory]
    [InlineData("time=yesterday&view=then", "time", "view")]
    [InlineData("time=2026-07-01T17:00:00", "time")]
    [InlineData("time=2001-07-01T17:00:00Z", "time")]
    [InlineData("time=2099-07-01T17:00:00Z", "time")]
    public async Task what_is_wrong_with_a_moment_is_named(string query, params string[] fields)
    {
        var id = await CreateAsync([], startsInS: 3600);
        foreach (var route in new[] { "at", "at/vens" })
        {
            var answer = await Http.GetAsync($"/api/events/{id}/{route}?{query}");

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(fields, ignoreOrder: true);
            (await Http.GetAsync($"/api/events/evt-00000000/{route}?{query}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task an_event_that_has_not_begun_has_a_request_and_no_figures()
    {
        var id = await CreateAsync([], startsInS: 3600);

        var at = (await Http.GetFromJsonAsync<EventAt>($"/api/events/{id}/at"))!;

        (at.Event.Status, at.View, at.Course.Points.Count, at.Why.Count).ShouldBe(("scheduled", "known", 0, 0));
        at.Course.Requests.ShouldHaveSingleItem().Kw.ShouldBe(6);
        (await Http.GetAsync($"/api/events/{id}/at/vens?sort=colour")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Http.GetFromJsonAsync<EventVenTable>($"/api/events/{id}/at/vens"))!.Total.ShouldBe(0);
    }

    [Fact]
    public async Task one_moment_is_made_at_a_time_and_whoever_comes_when_many_wait_is_told_to_come_again()
    {
        const int most = 1 + 16;
        var id = await CreateAsync([], startsInS: 3600);
        await backend.CatchUpAsync();
        var now = Now;
        await Eventually.HoldsAsync("the moment is past", () => Now > now.AddSeconds(1));
        await using var connection = new NpgsqlConnection(backend.Database.ConnectionString);
        await connection.OpenAsync();
        using var leaving = new CancellationTokenSource();
        var asked = new List<Task<HttpResponseMessage>>();
        await using (var held = await connection.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("lock table drevents.mt_events in access exclusive mode", connection, held);
            await hold.ExecuteNonQueryAsync();
            var goes = Http.GetAsync(ShownEvent.Url(id, now), leaving.Token);
            for (var i = 1; i < most; i++)
                asked.Add(Http.GetAsync(ShownEvent.Url(id, now.AddMilliseconds(i))));
            HttpResponseMessage? refused = null;
            await Eventually.HoldsAsync(
                "one too many is refused",
                async () =>
                {
                    var one = Http.GetAsync(ShownEvent.Url(id, now.AddMilliseconds(500)));
                    if (await Task.WhenAny(one, Task.Delay(2000)) != one)
                    {
                        asked.Add(one);
                        return false;
                    }
                    refused = await one;
                    return true;
                }
            );
            refused!.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();

            await leaving.CancelAsync();
            await goes.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        // Which of those that came at once was one too many is nobody's to say.
        var statuses = (await Task.WhenAll(asked)).Select(a => a.StatusCode).ToList();
        statuses.ShouldAllBe(s => s == HttpStatusCode.OK || s == HttpStatusCode.ServiceUnavailable);
        statuses.Count(s => s == HttpStatusCode.OK).ShouldBeGreaterThanOrEqualTo(most - 2);
    }

    private sealed record Problem(Dictionary<string, string[]> Errors);

    private HttpClient Http => backend.Host.Server.CreateClient();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task<EventAt> AtAsync(string id, DateTimeOffset time, string view = "known") =>
        (await Http.GetFromJsonAsync<EventAt>(ShownEvent.Url(id, time, view: view)))!;

    private async Task<IReadOnlyList<EventVenRow>> VensAsync(string id, DateTimeOffset time, string view = "known") =>
        (await Http.GetFromJsonAsync<EventVenTable>(ShownEvent.Url(id, time, "at/vens", view)))!.Vens;

    private async Task<List<string>> VenNamesAsync(string id, DateTimeOffset time) =>
        [.. (await VensAsync(id, time)).Select(v => v.VenName)];

    private async Task<string> CreateAsync(string[] vens, double? startsInS)
    {
        DateTimeOffset? start = startsInS is { } s ? Now.AddSeconds(s) : null;
        var targets = new EventTargets(vens.Length == 0 ? ["nobody"] : vens);
        var request = new CreateEventRequest(start, Now.AddHours(2), 6, start is null ? "active" : null, Targets: targets, Control: "open");
        var answer = await Http.PostAsJsonAsync("/api/events", request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    /// <summary>Half an hour of 5 kW each.</summary>
    private async Task HalfAnHourAsync(string[] vens)
    {
        var now = Now;
        await backend.DeliverAsync([
            .. Enumerable
                .Range(1, 180)
                .SelectMany(n => vens.Select(v => Sample(v, usedKw: 5, claimedKw: 0, now.AddSeconds(-10 * (181 - n))))),
        ]);
        await backend.CatchUpAsync();
    }

    private Task ReportAsync(double usedKw, double claimedKw, DateTimeOffset at, params string[] vens) =>
        backend.DeliverAsync([.. vens.Select(v => Sample(v, usedKw, claimedKw, at))]);

    private static (string Topic, string Payload) Sample(string venId, double usedKw, double claimedKw, DateTimeOffset at) =>
        (
            Topics.Telemetry(venId),
            FormattableString.Invariant(
                $$"""{"timestamp":{{at.ToUnixTimeMilliseconds()}},"usedPowerKw":{{usedKw}},"shedPowerKw":{{claimedKw}},"loads":[{"id":"ev","currentPowerKw":{{usedKw}},"shedCapabilityKw":4}]}"""
            )
        );

    private Task ObeyAsync(string id, string venId, double acceptedKw, DateTimeOffset? at = null) =>
        AnswerAsync(id, venId, new { ok = true, data = new { targetKw = acceptedKw, acceptedReduceKw = acceptedKw } }, at);

    private Task RefuseAsync(string id, string venId) => AnswerAsync(id, venId, new { ok = false, error = "not today" }, at: null);

    private async Task AnswerAsync(string id, string venId, object said, DateTimeOffset? at)
    {
        var command = backend
            .Broker.Published.Where(p => p.Topic == Topics.Command(venId) && p.Payload.Contains(id, StringComparison.Ordinal))
            .Select(p => JsonSerializer.Deserialize<JsonElement>(p.Payload))
            .Last(c => c.GetProperty("op").GetString() == "shedPanel");
        var ack = JsonSerializer.SerializeToNode(said)!.AsObject();
        ack["op"] = "shedPanel";
        ack["correlationId"] = command.GetProperty("correlationId").GetString();
        ack["ts"] = (at ?? Now).ToUnixTimeMilliseconds();
        await backend.DeliverAsync((Topics.Ack(venId), ack.ToJsonString()));
    }

    private Task UntilAsync(string id, string what, Func<EventDetail, bool> good) =>
        Eventually.HoldsAsync(what, async () => good((await Http.GetFromJsonAsync<EventDetail>($"/api/events/{id}"))!), withinS: 30);
}
