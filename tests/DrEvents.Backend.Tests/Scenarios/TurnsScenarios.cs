using System.Net;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Scenarios;

/// <summary>Homes that may be asked for a part of an event only: their commands end by themselves, and others are called in their place.</summary>
public sealed class TurnsScenarios
{
    [Fact]
    public async Task when_the_minutes_of_one_are_up_another_carries_on_and_replay_decides_the_same()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1", "ven-2");
        await LimitAsync(system, new HomeLimits(MaxMinutesPerEvent: 0.5), "ven-1", "ven-2");

        var created = await system.StartEventAsync(kw: 1.5, seconds: 85);
        var begun = await system.UntilAsync(created.Id, "one is called", e => e.Vens.Any(v => v.Status == "shedding"));
        var first = begun.Vens.Single(v => v.Status == "shedding").VenId;
        begun.Vens.Single(v => v.VenId != first).Reason.ShouldBe("notNeeded", "it waits");

        await system.UntilAsync(
            created.Id,
            "the other is called before the first has ended",
            e => e.Vens.Single(v => v.VenId != first).Status == "shedding" && e.Vens.Single(v => v.VenId == first).Status == "shedding",
            withinS: 25
        );
        var turned = await system.UntilAsync(
            created.Id,
            "the first is restored, and the meters show what was asked",
            e => e.Vens.Single(v => v.VenId == first).Status == "restored" && Math.Abs(e.Metrics.CurrentReductionKw - 1.5) < 0.3,
            withinS: 40
        );

        var sheds = Of(turned, first).Where(c => c.Op == "shedPanel").ToList();
        sheds.ShouldAllBe(c => c.ExpiresAt == sheds[0].DispatchedAt.AddMinutes(0.5), "whatever becomes of the backend");
        Of(turned, first)[^1].Reason.ShouldBe("minutes are up");
        var after = await system.UntilAsync(
            created.Id,
            "the minutes of the other are up too",
            e => e.Vens.All(v => v.Status == "restored"),
            withinS: 40
        );
        after.Status.ShouldBe("active");
        Of(after, first).Count.ShouldBe(Of(turned, first).Count, "it is asked no more in this event");
        (await system.ReplayAsync(created.Id)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_ven_ends_its_part_by_itself_though_nobody_tells_it_to()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        await LimitAsync(system, new HomeLimits(MaxKw: 1, MaxMinutesPerEvent: 0.2), "ven-1");
        var end = TimeProvider.System.GetUtcNow().AddSeconds(60);

        var created = await system.CreateAsync(new CreateEventRequest(null, end, 2, Status: "active", Control: "open"));

        await Eventually.HoldsAsync("it sheds", async () => (await NewestAsync()).EventId == created.Id, withinS: 20);
        await Eventually.HoldsAsync("it has ended by itself", async () => (await NewestAsync()).EventId is null, withinS: 20);
        var detail = await system.UntilAsync(
            created.Id,
            "what its meter shows from then on is none of the event's",
            e => e.Metrics.CurrentReductionKw == 0
        );
        detail.Status.ShouldBe("active");
        var shed = Of(detail, "ven-1").ShouldHaveSingleItem();
        (shed.Op, shed.RequestedReductionKw).ShouldBe(("shedPanel", 1));
        (shed.ExpiresAt - shed.DispatchedAt).ShouldBe(TimeSpan.FromMinutes(0.2));
        (await system.ReplayAsync(created.Id)).Differences.ShouldBeEmpty();

        async Task<SampleView> NewestAsync() =>
            (await system.GetAsync<TelemetryPage>("/api/vens/ven-1/telemetry?limit=1")).Samples.Single();
    }

    [Fact]
    public async Task one_that_has_had_its_events_or_has_not_rested_is_left_out_with_the_reason()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1", "ven-2", "ven-3");
        var first = await system.StartEventAsync(kw: 3, seconds: 120);
        await system.UntilAsync(first.Id, "all shed", e => e.Vens.Count(v => v.Status == "shedding") == 3);
        (await system.Host.Server.CreateClient().PostAsync($"/api/events/{first.Id}/stop", null)).EnsureSuccessStatusCode();
        await system.UntilAsync(first.Id, "all are restored", e => e.Vens.All(v => v.Status == "restored"));
        await LimitAsync(system, new HomeLimits(MaxEventsPerDay: 1), "ven-1");
        await LimitAsync(system, new HomeLimits(MinRestMinutes: 60), "ven-2");
        await LimitAsync(system, new HomeLimits(MaxEventsPerDay: 2, MaxEventsPerSeason: 2), "ven-3");

        var second = await system.StartEventAsync(kw: 1, seconds: 60);

        var begun = await system.UntilAsync(second.Id, "it has begun", e => e.Vens.Any(v => v.Status == "shedding"));
        begun
            .Vens.OrderBy(v => v.VenId)
            .Select(v => (v.Status, v.Reason))
            .ShouldBe([("skipped", "limitReached"), ("skipped", "resting"), ("shedding", null)]);
    }

    private static IReadOnlyList<CommandView> Of(EventDetail detail, string venId) => detail.Vens.Single(v => v.VenId == venId).Commands;

    private static async Task LimitAsync(DrSystem system, HomeLimits limits, params string[] venIds)
    {
        foreach (var venId in venIds)
        {
            var answer = await system
                .Host.Server.CreateClient()
                .PatchAsJsonAsync($"/api/vens/{venId}", new ChangeVenRequest(Limits: limits));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        }
    }
}
