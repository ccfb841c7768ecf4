using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Events;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;

namespace DrEvents.Backend.Tests.Preview;

/// <summary>What is previewed is what happens when it is done and nothing else changes, and a preview leaves nothing behind.</summary>
public sealed class PreviewScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    [Fact]
    public async Task what_is_previewed_of_an_event_is_what_it_asks_when_it_begins()
    {
        string[] vens = [.. Named("asked", 5), "asked-off", "asked-nobody"];
        await backend.ReportAsync(4, vens[..^1]);
        await ChangeAsync("asked-1", new ChangeVenRequest(Limits: new HomeLimits(MaxKw: 1.5)));
        await ChangeAsync("asked-off", new ChangeVenRequest(Status: "disabled"));
        var urgent = await CreateAsync(
            new CreateEventRequest(null, InAnHour, 3, "active", Priority: 0, Targets: new EventTargets(["asked-2"]))
        );
        await Eventually.HoldsAsync("another event has one", () => backend.SentTo("asked-2").Count == 1);
        await backend.ObeyAsync("asked-2");
        await backend.UntilAsync(urgent.Id, "it sheds", e => e.Vens.Single().Status == "shedding");
        var request = new CreateEventRequest(null, InAnHour, 20, "active", Targets: new EventTargets(vens));
        var (streams, published) = (await StreamsAsync(), backend.Broker.Published.Count);

        var preview = await PreviewAsync(request);

        (await StreamsAsync(), backend.Broker.Published.Count).ShouldBe((streams, published), "nothing is stored, and nobody is told");
        var created = await CreateAsync(request);
        await Eventually.HoldsAsync("it is planned", async () => await PlanAsync(created.Id) is not null);
        var plan = (await PlanAsync(created.Id))!;
        preview
            .Vens.Where(v => v.ShareKw > 0)
            .OrderBy(v => v.VenId)
            .Select(v => (v.VenId, v.ShareKw))
            .ShouldBe(plan.Shares.Select(s => (s.VenId, s.Kw)));
        preview
            .Vens.Where(v => v.ShareKw == 0)
            .OrderBy(v => v.VenId)
            .Select(v => (v.VenId, v.Reason))
            .ShouldBe(plan.Skipped.Select(s => (s.VenId, (string?)s.Reason)));
        (preview.ShortfallNowKw, preview.ShortfallKw, preview.ReturnSeconds).ShouldBe(
            (plan.ShortfallKw, created.ShortfallKw, plan.ReturnSeconds)
        );
        (preview.AskedKw, preview.VensAsked, preview.VensMeant, preview.Total).ShouldBe((13.5, 4, 7, 7));
        preview.StartsAtOnce.ShouldBeTrue();
        preview.Limits.ShouldBe([new PreviewLimit("maxKw", 1, 2.5)]);
        preview.ShortfallReasons.ShouldContain(r => r.Reason == "maxKw" && r.Kw == 2.5);
        var conflict = preview.Conflicts.ShouldHaveSingleItem();
        (conflict.EventId, conflict.GoesFirst, conflict.Vens).ShouldBe((urgent.Id, true, 1));
        preview.NotAsked.Select(r => r.Reason).ShouldBe(["disabled", "serving", "unknown"], ignoreOrder: true);
        await EndAsync(created.Id, urgent.Id);
    }

    [Fact]
    public async Task pages_of_vens_are_of_the_whole_list_and_sums_are_of_all()
    {
        var vens = Named("paged", 7);
        await backend.ReportAsync(2, vens);
        var request = new CreateEventRequest(InAnHour, InAnHour.AddHours(1), 14, Targets: new EventTargets(vens));

        var pages = new List<EventPreview>();
        for (var offset = 0; offset < 7; offset += 3)
            pages.Add(await PreviewAsync(request, $"?offset={offset}&limit=3"));

        pages.ShouldAllBe(p => p.Total == 7 && p.AskedKw == 14 && p.VensAsked == 7);
        pages.SelectMany(p => p.Vens).Select(v => v.VenId).ShouldBe(vens);
        pages[0].StartsAtOnce.ShouldBeFalse();
        pages[0].Forecast!.Vens.ShouldBe(7);
        (await PreviewAsync(request, "?bands=true&limit=2")).Vens.ShouldAllBe(v => v.Hold == null, "no like days are stored");
        var far = request with { StartTime = InAnHour.AddDays(7), EndTime = InAnHour.AddDays(7).AddHours(1) };
        (await PreviewAsync(far)).NoForecastReason.ShouldBe("ends more than 48 hours ahead");
    }

    [Theory]
    [InlineData("?offset=-1&limit=501", """{"requestedReductionKw":1,"endTime":"2100-01-01T00:00:00Z"}""", "offset", "limit")]
    [InlineData("?bands=perhaps", "{}", "bands")]
    [InlineData("?bands=true&limit=51", "{}", "limit")]
    [InlineData("", """{"requestedReductionKw":-1}""", "startTime", "endTime", "requestedReductionKw")]
    public async Task what_is_wrong_is_refused_by_its_name(string query, string body, params string[] fields)
    {
        var answer = await backend.Http.PostAsync("/api/events/preview" + query, new StringContent(body, null, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = (await answer.Content.ReadFromJsonAsync<Problem>())!;
        problem.Errors!.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_stop_does_what_was_previewed(bool isAtOnce)
    {
        var vens = Named("stop" + isAtOnce, 10);
        var created = await SheddingAsync(vens);
        backend.Clock.Turn(6 * 60);

        var preview = await PreviewAsync(created.Id, new PreviewChangeRequest("stop", AtOnce: isAtOnce));

        // With the clock turned, the loop may tell VENs something else meanwhile.
        vens.SelectMany(v => backend.SentTo(v)).ShouldAllBe(c => c.Op != CommandOps.Restore);
        (preview.EventId, preview.Action, preview.Event.Status, preview.Plan).ShouldBe((created.Id, "stop", "completed", null));
        preview.Told.ShouldBe([new ToldNow("restore", 10, 40, 0)]);
        (preview.Return!.Vens, preview.Return.Kw, preview.Return.AtOnce, preview.Total).ShouldBe((10, 40, isAtOnce, 10));
        (
            await backend.Http.PostAsJsonAsync($"/api/events/{created.Id}/stop", new StopEventRequest(AtOnce: isAtOnce))
        ).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("the VENs are told", () => vens.All(v => backend.SentTo(v)[^1].Op == CommandOps.Restore));
        foreach (var ven in preview.Vens)
            ((double)backend.SentTo(ven.VenId)[^1].ReturnSeconds!).ShouldBe(
                ven.ReturnSeconds!.Value,
                tolerance: 5,
                "the same, some seconds later"
            );
        preview.Return.LastSeconds.ShouldBe(preview.Vens.Max(v => v.ReturnSeconds)!.Value);
        if (!isAtOnce)
            preview.Return.LastSeconds.ShouldBeGreaterThan(0);

        var again = await backend.Http.PostAsJsonAsync($"/api/events/{created.Id}/preview", new PreviewChangeRequest("stop"));
        var real = await backend.Http.PostAsJsonAsync($"/api/events/{created.Id}/stop", new StopEventRequest());
        (again.StatusCode, (await again.Content.ReadFromJsonAsync<Problem>())!.Detail).ShouldBe(
            (HttpStatusCode.Conflict, (await real.Content.ReadFromJsonAsync<Problem>())!.Detail),
            "refused in the same words"
        );
    }

    [Fact]
    public async Task a_change_tells_what_was_previewed()
    {
        var vens = Named("change", 4);
        var created = await SheddingAsync(vens);
        var change = new ChangeEventRequest(RequestedReductionKw: 6);

        var preview = await PreviewAsync(created.Id, new PreviewChangeRequest("change", change));

        (preview.Event.RequestedReductionKw, preview.Event.ShortfallKw, preview.Plan!.AskedKw).ShouldBe((6, 0, 6));
        preview.Told.ShouldBe([new ToldNow("shedLess", 4, 16, 6)]);
        preview.Return.ShouldBeNull();
        (await backend.Http.PatchAsJsonAsync($"/api/events/{created.Id}", change)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("the VENs are told", () => vens.All(v => backend.SentTo(v).Count == 2));
        vens.Select(v => (v, backend.SentTo(v)[^1].RequestedReductionKw))
            .ShouldBe(preview.Vens.Select(v => (v.VenId, (double?)v.ToKw)), ignoreOrder: true);
        await EndAsync(created.Id);
    }

    [Fact]
    public async Task an_event_that_is_ahead_shows_its_plan_and_tells_nobody()
    {
        var vens = Named("ahead", 3);
        await backend.ReportAsync(2, vens);
        var created = await CreateAsync(new CreateEventRequest(InAnHour, InAnHour.AddHours(1), 6, Targets: new EventTargets(vens)));

        var preview = await PreviewAsync(created.Id, new PreviewChangeRequest("change", new ChangeEventRequest(RequestedReductionKw: 9)));
        var cancelled = await PreviewAsync(created.Id, new PreviewChangeRequest("cancel"));

        (preview.Told.Count, preview.Plan!.AskedKw, preview.Plan.ShortfallNowKw, preview.Total).ShouldBe((0, 6, 3, 0));
        (preview.CurrentReductionKw, preview.Event.RequestedReductionKw).ShouldBe((0, 9));
        (cancelled.Event.Status, cancelled.Told.Count, cancelled.Return).ShouldBe(("cancelled", 0, null));
        (await backend.GetAsync<EventDetail>($"/api/events/{created.Id}")).Status.ShouldBe("scheduled");
        var refused = await backend.Http.PostAsJsonAsync($"/api/events/{created.Id}/preview", new PreviewChangeRequest("stop"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("""{"action":"explode"}""", "action")]
    [InlineData("""{"action":"change"}""", "change")]
    [InlineData("""{"action":"change","change":{"requestedReductionKw":-2,"priority":-1}}""", "requestedReductionKw", "priority")]
    public async Task what_is_wrong_with_a_change_is_refused_by_its_name(string body, params string[] fields)
    {
        var created = await CreateAsync(
            new CreateEventRequest(InAnHour, InAnHour.AddHours(1), 1, Targets: new EventTargets(["nobody-at-all"]))
        );

        var answer = await backend.Http.PostAsync($"/api/events/{created.Id}/preview", new StringContent(body, null, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors!.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    private DateTimeOffset InAnHour => backend.Clock.GetUtcNow().AddHours(1);

    private static string[] Named(string name, int vens) => [.. Enumerable.Range(1, vens).Select(n => $"{name}-{n}")];

    /// <summary>Asks VENs for 4 kW each, for an hour from now on, and has them obey.</summary>
    private async Task<EventView> SheddingAsync(string[] vens)
    {
        await backend.ReportAsync(4, vens);
        var created = await CreateAsync(
            new CreateEventRequest(null, InAnHour, 4 * vens.Length, "active", Targets: new EventTargets(vens), Control: "open")
        );
        await Eventually.HoldsAsync("the VENs are told", () => vens.All(v => backend.SentTo(v).Count > 0));
        foreach (var venId in vens)
            await backend.ObeyAsync(venId);
        await backend.UntilAsync(created.Id, "all shed", e => e.Vens.Count(v => v.Status == "shedding") == vens.Length);
        return created;
    }

    private async Task<EventView> CreateAsync(CreateEventRequest request)
    {
        var answer = await backend.Http.PostAsJsonAsync("/api/events", request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<EventView>())!;
    }

    private async Task ChangeAsync(string venId, ChangeVenRequest request) =>
        (await backend.Http.PatchAsJsonAsync($"/api/vens/{venId}", request)).EnsureSuccessStatusCode();

    private async Task EndAsync(params string[] eventIds)
    {
        foreach (var id in eventIds)
            (await backend.Http.DeleteAsync($"/api/events/{id}")).EnsureSuccessStatusCode();
    }

    private async Task<EventPreview> PreviewAsync(CreateEventRequest request, string query = "")
    {
        var answer = await backend.Http.PostAsJsonAsync("/api/events/preview" + query, request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EventPreview>())!;
    }

    private async Task<ChangePreview> PreviewAsync(string eventId, PreviewChangeRequest request)
    {
        var answer = await backend.Http.PostAsJsonAsync($"/api/events/{eventId}/preview", request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ChangePreview>())!;
    }

    private async Task<AllocationPlan?> PlanAsync(string eventId)
    {
        await using var session = backend.Store.QuerySession();
        return (await session.LoadAsync<EventPlan>(eventId))?.Decided;
    }

    private async Task<int> StreamsAsync()
    {
        await using var session = backend.Store.QuerySession();
        return await session.Query<DrEvent>().CountAsync();
    }

    private sealed record Problem(string? Detail, Dictionary<string, string[]>? Errors);
}
