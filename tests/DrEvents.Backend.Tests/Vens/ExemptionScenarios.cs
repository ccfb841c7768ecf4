using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using VenState = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Backend.Tests.Vens;

/// <summary>Homes that depend on power: nothing takes it away from them, whoever asks.</summary>
public sealed class ExemptionScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    private const double VenKw = 4;
    private static readonly ExemptVenRequest Medical = new(ExemptionKinds.Medical, "asked for by letter");

    [Fact]
    public async Task no_event_calls_a_ven_that_is_exempt_and_the_others_take_its_share()
    {
        await backend.ReportAsync(VenKw, "quiet-1", "quiet-2");
        await ExemptAsync("quiet-1", Medical);

        var called = await CallAsync(kw: 6, "quiet-1", "quiet-2");

        await Eventually.HoldsAsync("the other is told", () => backend.SentTo("quiet-2").Count == 1);
        backend.SentTo("quiet-2")[0].RequestedReductionKw.ShouldBe(VenKw, "all that it has");
        await Eventually.HoldsAsync("it is skipped", async () => (await PartAsync(called, "quiet-1"))?.Status == "skipped");
        (await PartAsync(called, "quiet-1"))!.Reason.ShouldBe(SkipReasons.Exempt);
        backend.SentTo("quiet-1").ShouldAllBe(c => c.Op == "restore");
        var shown = await backend.GetAsync<VenView>("/api/vens/quiet-1");
        (shown.ExemptSince is not null, shown.ExemptUntil).ShouldBe((true, null));
    }

    [Fact]
    public async Task one_that_is_exempted_while_it_sheds_gets_its_power_back_at_once()
    {
        await backend.ReportAsync(VenKw, "shedding-1", "shedding-2");
        var called = await CallAsync(kw: 4, "shedding-1", "shedding-2");
        await Eventually.HoldsAsync("it is told", () => backend.SentTo("shedding-1").Count == 1);
        await backend.ObeyAsync("shedding-1");

        await ExemptAsync("shedding-1", Medical);

        await Eventually.HoldsAsync("it is told to restore", () => backend.SentTo("shedding-1")[^1].Op == "restore");
        (await PartAsync(called, "shedding-1"))!.Reason.ShouldBe("the VEN is exempt");
        backend.SentTo("shedding-2").ShouldHaveSingleItem("it goes on").Op.ShouldBe("shedPanel");
    }

    [Fact]
    public async Task one_that_ends_by_itself_leaves_the_ven_to_be_called_again()
    {
        await backend.ReportAsync(VenKw, "until-1");
        await ExemptAsync("until-1", Medical with { Until = backend.Clock.GetUtcNow().AddSeconds(5) });
        // Less than makes a VEN silent.
        backend.Clock.Turn(6);
        await backend.ReportAsync(VenKw, "until-1");

        await CallAsync(kw: 4, "until-1");

        await Eventually.HoldsAsync("it is told", () => backend.SentTo("until-1").Count == 1);
        (await backend.GetAsync<ExemptionView>("/api/vens/until-1/exemption")).IsExempt.ShouldBeFalse();
    }

    [Theory]
    [InlineData("commands", """{"op":"shedPanel","requestedReductionKw":1}""")]
    [InlineData("commands", """{"op":"SHEDLOAD","loadId":"ev","reduceKw":1}""")]
    [InlineData("commands", """{"op":"setLoad","loadId":"ev","enabled":false}""")]
    [InlineData("commands", """{"op":"setLoad","loadId":"ev","capacityKw":0}""")]
    [InlineData("commands", """{"op":"set","targetPowerKw":0}""")]
    [InlineData("commands", """{"op":"setConfig","enabled":false}""")]
    [InlineData("shadow", """{"desired":{"target_power_kw":0}}""")]
    [InlineData("shadow", """{"desired":{"enabled":false}}""")]
    [InlineData("shadow", """{"desired":{"ven":{"enabled":false}}}""")]
    [InlineData("shadow", """{"desired":{"loads":[{"id":"ev","enabled":false}]}}""")]
    [InlineData("shadow", """{"desired":{"loads":{"ev":{"capacityKw":0}}}}""")]
    [InlineData("shadow", """{"desired":{"loads":{"ev":{"enabled":"no"}}}}""")]
    public async Task nothing_is_sent_beside_events_that_takes_its_power(string to, string body)
    {
        await ExemptedAsync("direct-1");
        using var request = new HttpRequestMessage(to == "shadow" ? HttpMethod.Patch : HttpMethod.Post, $"/api/vens/direct-1/{to}");
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await backend.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("VEN direct-1 is exempt");
        backend.SentTo("direct-1").ShouldAllBe(c => c.Op == "restore" || c.Op == "ping");
    }

    [Fact]
    public async Task what_takes_no_power_is_sent()
    {
        await ExemptedAsync("asked-1");

        var pinged = await backend.Http.PostAsJsonAsync("/api/vens/asked-1/commands", new SendCommandRequest("ping"));

        pinged.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync("it is sent", () => backend.SentTo("asked-1").Any(c => c.Op == "ping"));
    }

    [Fact]
    public async Task what_somebody_has_it_shed_outside_of_events_ends_too()
    {
        await backend.ReportAsync(VenKw, "alone-1");
        await backend.Http.PostAsJsonAsync("/api/vens/alone-1/commands", new SendCommandRequest("shedPanel", 1, DurationS: 86_400));
        await Eventually.HoldsAsync("it is told", () => backend.SentTo("alone-1").Count == 1);

        await ExemptAsync("alone-1", Medical);

        await Eventually.HoldsAsync("it is told to restore", () => backend.SentTo("alone-1")[^1].Op == "restore");
    }

    /// <summary>What was found to be allowed before it is stored after what ends it.</summary>
    [Theory]
    [InlineData("POST", "commands", """{"op":"shedPanel","requestedReductionKw":1}""")]
    [InlineData("POST", "loads/ev/commands/shed", """{"amountKw":1}""")]
    [InlineData("PATCH", "loads/ev", """{"enabled":false}""")]
    [InlineData("PATCH", "shadow", """{"desired":{"target_power_kw":0}}""")]
    public async Task what_is_asked_while_somebody_exempts_it_waits_and_is_refused(string method, string to, string body)
    {
        var venId = $"between-{method.Length}-{to.Length}";
        await backend.ReportAsync(VenKw, venId);
        await using var exempting = backend.Store.LightweightSession();
        await exempting.LockStreamsAsync([VenState.StreamOf(venId)], CancellationToken.None);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/vens/{venId}/{to}");
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var asked = backend.Http.SendAsync(request);
        (await Task.WhenAny(asked, Task.Delay(TimeSpan.FromSeconds(1)))).ShouldNotBe(asked, "it waits");
        var now = backend.Clock.GetUtcNow();
        exempting.Events.Append(VenState.StreamOf(venId), new VenExempted(ExemptionKinds.Medical, "asked by letter", null, "test", now));
        await exempting.SaveChangesAsync();

        (await asked).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        backend.SentTo(venId).ShouldAllBe(c => c.Op == "restore");
    }

    [Fact]
    public async Task what_it_did_not_answer_is_not_asked_again_after_the_restore()
    {
        await backend.ReportAsync(VenKw, "deaf-1");
        await backend.Http.PostAsJsonAsync("/api/vens/deaf-1/commands", new SendCommandRequest("shedPanel", 1, DurationS: 86_400));
        await Eventually.HoldsAsync("it is told", () => backend.SentTo("deaf-1").Count == 1);

        await ExemptAsync("deaf-1", Medical);
        await Eventually.HoldsAsync("it is told to restore", () => backend.SentTo("deaf-1")[^1].Op == "restore");
        var asked = Sheds();
        await backend.OutboxLooksAsync();

        Sheds().ShouldBe(asked);

        int Sheds() => backend.SentTo("deaf-1").Count(c => c.Op == "shedPanel");
    }

    [Fact]
    public async Task nobody_ends_it_sooner_or_by_registering_the_ven_again()
    {
        await ExemptedAsync("again-1");
        var sooner = Medical with { Kind = ExemptionKinds.Other, Until = backend.Clock.GetUtcNow().AddSeconds(2) };

        (await backend.Http.PutAsJsonAsync("/api/vens/again-1/exemption", sooner)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await backend.Http.DeleteAsync("/api/vens/again-1");
        var registered = await backend.Http.PostAsJsonAsync("/api/vens", new RegisterVenRequest("Again", RegistrationId: "again-1"));

        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await backend.GetAsync<VenView>("/api/vens/again-1")).ExemptSince.ShouldNotBeNull();
    }

    /// <summary>Who is called was decided, and is told after somebody exempted it.</summary>
    [Fact]
    public async Task a_plan_that_is_older_than_the_exemption_calls_nobody()
    {
        await backend.ReportAsync(VenKw, "late-1", "late-2");
        var start = backend.Clock.GetUtcNow().AddMinutes(30);
        var request = new CreateEventRequest(start, start.AddHours(1), 6, Targets: new EventTargets(["late-1", "late-2"]));
        var asked = await (await backend.Http.PostAsJsonAsync("/api/events", request)).Content.ReadFromJsonAsync<EventView>();
        await using var session = backend.Store.LightweightSession();
        var state = (await session.LoadAsync<DrEvent>(asked!.Id))!;
        await ExemptAsync("late-1", Medical);

        VenOrder[] orders = [new("late-1", 3, Skip: null), new("late-2", 3, Skip: null)];
        var calls = await ReadCalls.LockAsync(session, state, orders, backend.Clock.GetUtcNow(), default);

        calls.Select(c => (c.Key, c.Value[0].AskKw, c.Value[0].Skip)).ShouldBe([("late-1", null, "exempt"), ("late-2", 3, null)]);
    }

    [Fact]
    public async Task it_is_ended_with_a_reason_once()
    {
        await ExemptedAsync("ended-1");

        (await EndAsync("ended-1", "")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await EndAsync("ended-1", "moved out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EndAsync("ended-1", "moved out")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await backend.GetAsync<VenView>("/api/vens/ended-1")).ExemptSince.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"kind":"rich","why":"x"}""", "kind")]
    [InlineData("""{"kind":"medical"}""", "why")]
    [InlineData("""{"kind":"medical","why":" "}""", "why")]
    [InlineData("""{"kind":"other","why":"x","until":"2020-01-01T00:00:00Z"}""", "until")]
    public async Task what_is_wrong_is_named(string body, string field)
    {
        await backend.ReportAsync(VenKw, "wrong-1");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await backend.Http.PutAsync("/api/vens/wrong-1/exemption", content);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\"");
        (await backend.Http.PutAsJsonAsync("/api/vens/nobody-1/exemption", Medical)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task ExemptedAsync(string venId)
    {
        await backend.ReportAsync(VenKw, venId);
        await ExemptAsync(venId, Medical);
    }

    private async Task ExemptAsync(string venId, ExemptVenRequest request) =>
        (await backend.Http.PutAsJsonAsync($"/api/vens/{venId}/exemption", request)).StatusCode.ShouldBe(HttpStatusCode.OK);

    private async Task<HttpResponseMessage> EndAsync(string venId, string why)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/vens/{venId}/exemption");
        request.Content = JsonContent.Create(new EndExemptionRequest(why));
        return await backend.Http.SendAsync(request);
    }

    private async Task<string> CallAsync(double kw, params string[] vens)
    {
        var request = new CreateEventRequest(
            EndTime: backend.Clock.GetUtcNow().AddHours(1),
            RequestedReductionKw: kw,
            Status: "active",
            Targets: new EventTargets(vens)
        );
        var answer = await backend.Http.PostAsJsonAsync("/api/events", request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    private async Task<ParticipationView?> PartAsync(string eventId, string venId) =>
        (await backend.GetAsync<EventDetail>($"/api/events/{eventId}")).Vens.SingleOrDefault(v => v.VenId == venId);
}
