using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;

namespace DrEvents.Backend.Tests.Scenarios;

/// <summary>
/// From the fifteenth second before an event's start on its commands are stored; at the start they go out. Each test has VENs of its own, each of
/// which could shed 4 kW, and says what becomes of the event, the VENs or the backend in between.
/// </summary>
public sealed class PreparedStartScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    private const double VenKw = 4;
    private const int LastsS = 600;

    [Fact]
    public async Task commands_are_stored_ahead_and_go_out_once_at_the_start()
    {
        string[] vens = ["ready-1", "ready-2", "ready-3"];
        var created = await ScheduleAsync(kw: 6, vens);
        (await PartsAsync(created)).ShouldBeEmpty("it is too early");

        var ready = await UntilReadyAsync(created, vens);
        await backend.OutboxLooksAsync();

        ready.ShouldAllBe(p => p.Newest!.SendAt == created.StartTime && p.Newest.DispatchedAt < created.StartTime);
        SentTo(vens).ShouldBeEmpty();
        var ahead = await backend.GetAsync<EventDetail>($"/api/events/{created.Id}");
        (ahead.Status, ahead.Metrics.VensDispatched, ahead.Metrics.VensUnverified).ShouldBe(("scheduled", 0, 0));
        await BeginAsync(created, vens);
        await backend.OutboxLooksAsync();
        foreach (var part in ready)
        {
            var sent = backend.SentTo(part.VenId).ShouldHaveSingleItem();
            (sent.Op, sent.CorrelationId, sent.RequestedReductionKw).ShouldBe(("shedPanel", part.NewestId, 2));
            (sent.IssuedAt, sent.ExpiresAt).ShouldBe((created.StartTime, created.EndTime));
            sent.DurationS!.Value.ShouldBeInRange(LastsS - 5, LastsS);
        }
    }

    [Theory]
    [InlineData("later", 40, 40, 2)]
    [InlineData("earlier", -5, 0, 2)]
    [InlineData("longer", 0, 60, 2)]
    [InlineData("less", 0, 0, 1.5)]
    public async Task an_event_that_is_changed_when_its_commands_are_ready_begins_as_changed(string how, int startS, int endS, double kw)
    {
        string[] vens = [$"changed-{how}-1", $"changed-{how}-2"];
        var created = await ScheduleAsync(kw: 4, vens);
        await UntilReadyAsync(created, vens);
        var (start, end) = (created.StartTime.AddSeconds(startS), created.EndTime.AddSeconds(endS));

        var answer = await backend.Http.PatchAsJsonAsync($"/api/events/{created.Id}", new ChangeEventRequest(start, end, kw * 2));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        if (start > created.StartTime)
        {
            await UntilAsync(created, "what was ready is taken back", vens, p => p.Status == ParticipationStatus.Ended);
            backend.Clock.TurnTo(created.StartTime.AddSeconds(1));
            await backend.OutboxLooksAsync();
            await backend.ReportAsync(VenKw, vens);
            backend.Clock.TurnTo(start.AddSeconds(-14));
        }
        await UntilAsync(
            created,
            "the commands are ready as changed",
            vens,
            p => p.IsHeld && p.Newest!.SendAt == start && p.Newest.EndsAt == end && p.Newest.RequestedReductionKw == kw
        );
        SentTo(vens).ShouldBeEmpty();
        await BeginAsync(created with { StartTime = start }, vens);
        backend.Clock.TurnTo(created.StartTime.AddSeconds(1));
        await backend.OutboxLooksAsync();

        (await PartsAsync(created)).ShouldAllBe(p => p.BeganAt == start && p.WasToldToShed);
        foreach (var venId in vens)
        {
            var sent = backend.SentTo(venId).ShouldHaveSingleItem();
            (sent.Op, sent.Revision, sent.RequestedReductionKw, sent.IssuedAt, sent.ExpiresAt).ShouldBe(("shedPanel", 2, kw, start, end));
        }
    }

    [Fact]
    public async Task an_event_that_is_cancelled_when_its_commands_are_ready_sends_nothing()
    {
        string[] vens = ["cancelled-1", "cancelled-2"];
        var created = await ScheduleAsync(kw: 4, vens);
        await UntilReadyAsync(created, vens);

        (await backend.Http.DeleteAsync($"/api/events/{created.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await UntilAsync(created, "what was ready is taken back", vens, p => p.Status == ParticipationStatus.Ended);
        backend.Clock.TurnTo(created.StartTime.AddSeconds(1));
        await backend.OutboxLooksAsync();
        SentTo(vens).ShouldBeEmpty();
        var over = await backend.GetAsync<EventDetail>($"/api/events/{created.Id}");
        (over.Status, over.Metrics.VensDispatched, over.Metrics.VensUnverified).ShouldBe(("cancelled", 0, 0));
        over.Vens.ShouldAllBe(v => v.Reason == "not needed before it was told: event cancelled");
        backend.Clock.TurnTo(created.StartTime.AddMinutes(3));
        var replay = await backend.Http.PostAsync($"/api/events/{created.Id}/replay", null);
        (await replay.Content.ReadFromJsonAsync<ReplayReport>())!.Differences.ShouldBeEmpty("whoever was not told needs no baseline");
    }

    [Fact]
    public async Task a_ven_that_is_no_target_any_more_is_told_nothing()
    {
        var created = await ScheduleAsync(kw: 4, "target-1", "target-2");
        await UntilReadyAsync(created, "target-1", "target-2");

        var change = new ChangeEventRequest(Targets: new EventTargets(["target-2"]));
        (await backend.Http.PatchAsJsonAsync($"/api/events/{created.Id}", change)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await UntilAsync(created, "one is asked for nothing", ["target-1"], p => p.Status == ParticipationStatus.Ended);
        await UntilAsync(created, "the other is asked for all of it", ["target-2"], p => p.IsHeld && p.Newest!.RequestedReductionKw == 4);
        await BeginAsync(created, "target-2");
        await backend.OutboxLooksAsync();
        backend.SentTo("target-2").ShouldHaveSingleItem().RequestedReductionKw.ShouldBe(4);
        SentTo("target-1").ShouldBeEmpty();
    }

    /// <summary>It cannot be told apart from one that goes offline just after the start: the command waits for it, and says how much time is left.</summary>
    [Fact]
    public async Task a_ven_that_goes_offline_in_between_sheds_once_when_it_is_back()
    {
        var created = await ScheduleAsync(kw: 4, "away-1", "away-2");
        await UntilReadyAsync(created, "away-1", "away-2");

        await backend.DeliverAsync((Topics.Status("away-1"), """{"status":"offline"}"""));
        await BeginAsync(created, "away-2");
        await backend.OutboxLooksAsync();

        var sent = backend.SentTo("away-1");
        sent.Count.ShouldBeGreaterThan(1, "it did not answer");
        sent.Select(c => c.CorrelationId).Distinct().ShouldHaveSingleItem();
        sent[^1].DurationS!.Value.ShouldBeLessThan(sent[0].DurationS!.Value);
        await backend.ReportAsync(VenKw, "away-1");
        await backend.ObeyAsync("away-1");
        // That it is back may have it told once more before it answered, by the same command.
        await backend.OutboxLooksAsync();
        var answered = SentTo("away-1").Count;
        await backend.OutboxLooksAsync();
        SentTo("away-1").Count.ShouldBe(answered, "it answered");
        backend.SentTo("away-1").Select(c => c.CorrelationId).Distinct().ShouldHaveSingleItem();
        backend.SentTo("away-2").ShouldHaveSingleItem();
        (await PartsAsync(created)).Select(p => p.Status).ShouldBe([ParticipationStatus.Shedding, ParticipationStatus.Shedding]);
    }

    [Theory]
    [InlineData("disabled", "disabled")]
    [InlineData("removed", "the VEN was removed")]
    public async Task a_ven_that_may_take_no_part_any_more_is_told_nothing(string how, string reason)
    {
        var (gone, other) = (how + "-1", how + "-2");
        var created = await ScheduleAsync(kw: 4, gone, other);
        await UntilReadyAsync(created, gone, other);

        var answer =
            how == "removed"
                ? await backend.Http.DeleteAsync($"/api/vens/{gone}")
                : await backend.Http.PatchAsJsonAsync($"/api/vens/{gone}", new ChangeVenRequest(Status: "disabled"));

        answer.IsSuccessStatusCode.ShouldBeTrue();
        await UntilAsync(created, "its part is taken back", [gone], p => p.Status == ParticipationStatus.Ended);
        await BeginAsync(created, other);
        await backend.OutboxLooksAsync();
        SentTo(gone).ShouldBeEmpty();
        backend.SentTo(other).ShouldHaveSingleItem();
        (await PartsAsync(created)).Single(p => p.VenId == gone).Reason.ShouldBe("not needed before it was told: " + reason);
        (await backend.GetAsync<EventDetail>($"/api/events/{created.Id}")).Metrics.VensDispatched.ShouldBe(1);
    }

    [Fact]
    public async Task a_ven_that_comes_online_in_between_is_offered_its_part_when_the_event_runs()
    {
        await backend.ReportAsync(VenKw, "back-2");
        await backend.DeliverAsync((Topics.Status("back-2"), """{"status":"offline"}"""));
        var created = await ScheduleAsync(kw: 8, ["back-1"], ["back-2"]);
        await UntilReadyAsync(created, "back-1");
        await UntilAsync(created, "the other is away", ["back-2"], p => p.Reason == SkipReasons.Offline);

        await backend.DeliverAsync((Topics.Status("back-2"), """{"status":"online"}"""));
        await backend.ReportAsync(VenKw, "back-2");
        await BeginAsync(created, "back-1");
        backend.Clock.Turn(10);

        await Eventually.HoldsAsync("it is offered a part", () => backend.SentTo("back-2").Count == 1);
        await backend.ObeyAsync("back-2");
        await backend.OutboxLooksAsync();
        backend.SentTo("back-1").ShouldHaveSingleItem().RequestedReductionKw.ShouldBe(VenKw);
        backend.SentTo("back-2").ShouldHaveSingleItem().RequestedReductionKw.ShouldBe(VenKw);
    }

    [Theory]
    [InlineData("before", -8)]
    [InlineData("after", 5)]
    public async Task a_backend_that_is_stopped_when_commands_are_ready_and_started_again_sends_them_once(string when, int startedS)
    {
        string[] vens = [$"restart-{when}-1", $"restart-{when}-2"];
        var created = await ScheduleAsync(kw: 4, vens);
        var ready = await UntilReadyAsync(created, vens);

        await backend.StopAsync();
        backend.Clock.TurnTo(created.StartTime.AddSeconds(startedS));
        await backend.StartAsync();

        if (startedS < 0)
            SentTo(vens).ShouldBeEmpty();
        await BeginAsync(created, vens);
        await backend.OutboxLooksAsync();
        foreach (var part in ready)
        {
            var sent = backend.SentTo(part.VenId).ShouldHaveSingleItem();
            (sent.Op, sent.CorrelationId, sent.IssuedAt).ShouldBe(("shedPanel", part.NewestId, created.StartTime));
            sent.DurationS!.Value.ShouldBeLessThanOrEqualTo(LastsS - Math.Max(0, startedS), "the time that is left");
        }
        (await PartsAsync(created)).ShouldAllBe(p => p.Status == ParticipationStatus.Shedding && p.Commands.Count == 1);
    }

    /// <summary>A moment between an event's change and that of its parts, made to last.</summary>
    [Fact]
    public async Task the_outbox_sends_nothing_that_is_ready_of_an_event_that_has_not_begun()
    {
        const string eventId = "evt-0000aaaa";
        var now = backend.Clock.GetUtcNow();
        var end = now.AddHours(2);
        await backend.ReportAsync(VenKw, "early-1");
        await using (var session = backend.Store.LightweightSession())
        {
            session.Events.Append(eventId, new EventScheduled(now.AddHours(1), end, 2, 100, AllocationMethods.Weighted, null, 0, now));
            session.Events.Append(
                Participation.StreamOf(eventId, "early-1"),
                Given.Shed(eventId + ".1.x", 2, now.AddSeconds(-30), end) with
                {
                    SendAt = now.AddSeconds(-15),
                }
            );
            await session.SaveChangesAsync();
        }

        await backend.OutboxLooksAsync();

        SentTo("early-1").ShouldBeEmpty();
    }

    private Task<EventView> ScheduleAsync(double kw, params string[] vens) => ScheduleAsync(kw, vens, []);

    /// <summary>Has the first of these VENs report, and asks them and the others for a reduction in about twenty seconds.</summary>
    private async Task<EventView> ScheduleAsync(double kw, string[] reporting, string[] others)
    {
        await backend.ReportAsync(VenKw, reporting);
        // A whole second, as the wire has it to the digit.
        var start = DateTimeOffset.FromUnixTimeSeconds(backend.Clock.GetUtcNow().ToUnixTimeSeconds() + 21);
        var request = new CreateEventRequest(start, start.AddSeconds(LastsS), kw, Targets: new EventTargets([.. reporting, .. others]));
        var answer = await backend.Http.PostAsJsonAsync("/api/events", request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await answer.Content.ReadFromJsonAsync<EventView>())!;
    }

    /// <summary>Turns the clock to when commands are made ready, and waits until those of these VENs are.</summary>
    private Task<IReadOnlyList<Participation>> UntilReadyAsync(EventView created, params string[] vens)
    {
        backend.Clock.TurnTo(created.StartTime - EventSteps.PreparedAhead);
        return UntilAsync(created, "the commands are ready", vens, p => p.IsHeld && p.Newest!.SendAt is not null);
    }

    private async Task<IReadOnlyList<Participation>> UntilAsync(
        EventView created,
        string what,
        string[] vens,
        Predicate<Participation> good
    )
    {
        IReadOnlyList<Participation> parts = [];
        await Eventually.HoldsAsync(
            what,
            async () =>
            {
                parts = [.. (await PartsAsync(created)).Where(p => vens.Contains(p.VenId))];
                return parts.Count == vens.Length && parts.All(p => good(p));
            }
        );
        return parts;
    }

    /// <summary>Turns the clock to the start, waits until these VENs were told, and has them obey.</summary>
    private async Task BeginAsync(EventView created, params string[] vens)
    {
        backend.Clock.TurnTo(created.StartTime);
        await Eventually.HoldsAsync("the VENs are told", () => vens.All(v => backend.SentTo(v).Count > 0));
        foreach (var venId in vens)
            await backend.ObeyAsync(venId);
    }

    private List<VenCommand> SentTo(params string[] vens) => [.. vens.SelectMany(backend.SentTo)];

    private async Task<IReadOnlyList<Participation>> PartsAsync(EventView created)
    {
        await using var session = backend.Store.QuerySession();
        return await session.Query<Participation>().Where(p => p.EventId == created.Id).OrderBy(p => p.VenId).ToListAsync();
    }
}
