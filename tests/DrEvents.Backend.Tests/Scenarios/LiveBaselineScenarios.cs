using System.Net.Http.Json;
using System.Text;
using Alba;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Scenarios;

/// <summary>What running events are measured by, over the real ingest and PostgreSQL.</summary>
[Collection(typeof(BackendCollection))]
public sealed class LiveBaselineScenarios(BackendFixture backend)
{
    private HttpClient Http => backend.Host.Server.CreateClient();

    [Fact]
    public async Task a_ven_with_days_before_counts_by_these_and_replay_comes_to_the_same()
    {
        var now = TimeProvider.System.GetUtcNow();
        // On each day it uses 2 kW before this quarter of an hour, and 5 kW from then on.
        await backend.DeliverAsync([.. Days("liked-1", now, 2, 5)]);
        await backend.DeliverAsync([.. HalfHour("liked-1", now, 2), .. HalfHour("new-1", now, 2)]);
        await backend.CatchUpAsync();
        var id = await StartAsync(
            new CreateEventRequest(null, now.AddMinutes(40), 2, "active", Targets: new EventTargets(["liked-1", "new-1"]))
        );
        await ObeyAsync("liked-1");
        await ObeyAsync("new-1");

        await Eventually.HoldsAsync(
            "both are sealed",
            async () => (await GetAsync<List<BaselineView>>($"/api/events/{id}/baselines")).Count == 2,
            withinS: 20
        );
        var seals = await GetAsync<List<BaselineView>>($"/api/events/{id}/baselines");
        var likeDays = seals.Single(b => b.VenId == "liked-1").LikeDays.ShouldNotBeNull();
        (likeDays.Kw[0], likeDays.ErrorKw, likeDays.Days.Count >= 3).ShouldBe((5, 0, true));
        likeDays.BeforeErrorKw.ShouldBeGreaterThan(1);
        seals.Single(b => b.VenId == "new-1").LikeDays.ShouldBeNull();
        await TellAsync(1, "liked-1", "new-1");
        EventMetricsView metrics = null!;
        await Eventually.HoldsAsync(
            "both are measured",
            async () => (metrics = await GetAsync<EventMetricsView>($"/api/events/{id}/metrics")).BaselineMethods?.Values.Sum() == 2,
            withinS: 20
        );

        metrics.BaselineMethods!["like-days"].ShouldBe(1);
        metrics.BaselineMethods["pre-event-time-mean"].ShouldBe(1);
        // 5 − 1 and 2 − 1; before the event both used 2.
        metrics.CurrentReductionKw.ShouldBe(5, 0.01);
        metrics.PreEventReductionKw.ShouldBe(2, 0.01);
        metrics.CurrentReductionErrorKw.ShouldNotBeNull().ShouldBeLessThan(0.5);
        var detail = await GetAsync<EventDetail>($"/api/events/{id}");
        detail
            .Vens.Select(v => (v.VenId, Math.Round(v.ShedKw, 2), v.BaselineMethod))
            .ShouldBe([("liked-1", 4, "like-days"), ("new-1", 1, "pre-event-time-mean")], ignoreOrder: true);
        (await Http.PostAsJsonAsync($"/api/events/{id}/stop", new StopEventRequest())).EnsureSuccessStatusCode();
        await backend.CatchUpAsync();
        var replay = await (await Http.PostAsync($"/api/events/{id}/replay", null)).Content.ReadFromJsonAsync<ReplayReport>();
        replay!.Differences.ShouldBeEmpty();
        replay.BaselinesRecomputed.ShouldBe(2);
    }

    [Fact]
    public async Task held_out_vens_are_never_called_and_what_is_missing_for_that_is_said()
    {
        var now = TimeProvider.System.GetUtcNow();
        string[] vens = [.. Enumerable.Range(1, 10).Select(n => $"drawn-{n:00}")];
        await TellAsync(4, vens);
        await backend.CatchUpAsync();
        // Six of them can shed 24 kW.
        var request = new CreateEventRequest(null, now.AddMinutes(40), 30, "active", Targets: new EventTargets(vens), HoldOutPercent: 40);
        var id = await StartAsync(request);

        EventDetail detail = null!;
        await Eventually.HoldsAsync(
            "all are told or held out",
            async () => (detail = await GetAsync<EventDetail>($"/api/events/{id}")).Vens.Count == 10,
            withinS: 20
        );
        var heldOut = detail.Vens.Where(v => v.Reason == "heldOut").Select(v => v.VenId).ToList();
        (detail.HoldOutPercent, detail.ShortfallKw, heldOut.Count).ShouldBe((40, 6, 4));
        detail.Vens.Where(v => heldOut.Contains(v.VenId)).ShouldAllBe(v => v.Status == "skipped" && v.Commands.Count == 0);
        detail.Vens.Where(v => !heldOut.Contains(v.VenId)).ShouldAllBe(v => v.RequestedKw == 4);
        heldOut.ShouldBe(HoldOut.Of(id, 40, vens), ignoreOrder: true);

        // Whoever calls more, the loop or a late call, asks this.
        await using (var session = backend.Store.QuerySession())
        {
            var state = await session.LoadAsync<DrEvent>(id);
            var candidates = await Candidates.ReadAsync(session, state!, TimeProvider.System.GetUtcNow(), CancellationToken.None);
            candidates.Where(c => c.Skip == SkipReasons.HeldOut).Select(c => c.VenId).ShouldBe(heldOut, ignoreOrder: true);
            candidates.Count(c => c.Skip is null).ShouldBe(6);
        }
        foreach (var ven in vens.Except(heldOut))
            await ObeyAsync(ven);
        await TellAsync(4, vens);
        await backend.CatchUpAsync();
        (await Http.PostAsJsonAsync($"/api/events/{id}/stop", new StopEventRequest())).EnsureSuccessStatusCode();

        WhyView why = null!;
        await Eventually.HoldsAsync(
            "the event is over and explained",
            async () => (why = await GetAsync<WhyView>($"/api/events/{id}/why")).Intervals.Count > 0,
            withinS: 20
        );
        why.Skipped.Where(s => s.Reason == "heldOut").Select(s => s.VenId).ShouldBe(heldOut, ignoreOrder: true);
        why.Vens.Select(v => v.VenId).ShouldBe(vens.Except(heldOut), ignoreOrder: true);
        var reason = why.Intervals[^1].Reasons.Single(r => r.Reason == "heldOut");
        (reason.Kw, reason.Vens).ShouldBe((6, 4));
        foreach (var ven in heldOut)
        {
            (await GetAsync<VenRecordView>($"/api/vens/{ven}/record")).ShouldBe(new VenRecordView(ven, 1, 0));
            backend.Broker.Published.ShouldNotContain(p => p.Topic == Topics.Command(ven));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(50.5)]
    public async Task a_share_that_cannot_be_held_out_is_refused_by_the_name_of_its_field(double percent)
    {
        var request = new CreateEventRequest(null, TimeProvider.System.GetUtcNow().AddHours(1), 1, "active", HoldOutPercent: percent);

        var answer = await backend.Host.Scenario(s =>
        {
            s.Post.Json(request).ToUrl("/api/events");
            s.StatusCodeShouldBe(400);
        });

        (await answer.ReadAsTextAsync()).ShouldContain("\"holdOutPercent\"");
    }

    private async Task<string> StartAsync(CreateEventRequest request) =>
        (await (await Http.PostAsJsonAsync("/api/events", request)).Content.ReadFromJsonAsync<EventView>())!.Id;

    private async Task<T> GetAsync<T>(string path) => (await Http.GetFromJsonAsync<T>(path))!;

    /// <summary>A VEN says yes to the command that it was sent.</summary>
    private async Task ObeyAsync(string venId)
    {
        VenCommand? command = null;
        await Eventually.HoldsAsync($"{venId} is told", () => (command = Sent(venId)) is not null, withinS: 20);
        await backend.DeliverAsync((Topics.Ack(venId), $$"""{"op":"shedPanel","correlationId":"{{command!.CorrelationId}}","ok":true}"""));
    }

    private VenCommand? Sent(string venId) =>
        backend
            .Broker.Published.Where(p => p.Topic == Topics.Command(venId))
            .Select(p => VenCommand.Read(Encoding.UTF8.GetBytes(p.Payload)).Value)
            .LastOrDefault();

    private Task TellAsync(double usedKw, params string[] venIds) =>
        backend.DeliverAsync([.. venIds.Select(v => Sample(v, TimeProvider.System.GetUtcNow(), usedKw))]);

    /// <summary>Three weeks of five minutes, in the hours about this one.</summary>
    private static IEnumerable<(string, string)> Days(string venId, DateTimeOffset now, double beforeKw, double sinceKw)
    {
        var quarter = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.FromMinutes(15).Ticks, TimeSpan.Zero);
        for (var day = 21; day >= 1; day--)
        {
            for (var minute = -240; minute < 180; minute += 5)
            {
                // A minute of each is known.
                for (var s = 120; s <= 180; s += 30)
                    yield return Sample(venId, quarter.AddDays(-day).AddMinutes(minute).AddSeconds(s), minute < 0 ? beforeKw : sinceKw);
            }
        }
    }

    private static IEnumerable<(string, string)> HalfHour(string venId, DateTimeOffset now, double kw)
    {
        for (var s = -1900; s <= -5; s += 10)
            yield return Sample(venId, now.AddSeconds(s), kw);
    }

    private static (string, string) Sample(string venId, DateTimeOffset at, double usedKw) =>
        (
            Topics.Telemetry(venId),
            FormattableString.Invariant(
                $$"""{"timestamp":{{at.ToUnixTimeMilliseconds()}},"usedPowerKw":{{usedKw}},"loads":[{"id":"ev","currentPowerKw":{{usedKw}},"shedCapabilityKw":4}]}"""
            )
        );
}
