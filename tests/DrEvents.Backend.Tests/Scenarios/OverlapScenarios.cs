using System.Net.Http.Json;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Scenarios;

public class OverlapScenarios
{
    [Fact]
    public async Task an_urgent_event_takes_the_ven_and_gives_it_back()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        var ordinary = await system.StartEventAsync(kw: 1, seconds: 600);
        await system.UntilAsync(ordinary.Id, "the VEN sheds for the ordinary event", e => e.Metrics.VensResponding == 1);

        var urgent = await system.StartEventAsync(kw: 1.5, seconds: 600, priority: 0);

        await system.UntilAsync(urgent.Id, "the VEN sheds for the urgent event", e => e.Metrics.VensResponding == 1);
        var displaced = (await system.GetAsync<EventDetail>($"/api/events/{ordinary.Id}")).Vens.Single();
        (displaced.Status, displaced.Reason).ShouldBe(("displaced", "by " + urgent.Id));

        await system.Host.Server.CreateClient().PostAsJsonAsync($"/api/events/{urgent.Id}/stop", new StopEventRequest());

        var resumed = await system.UntilAsync(
            ordinary.Id,
            "the VEN sheds for the ordinary event again",
            e => e.Vens.Single() is { Status: "shedding", Commands.Count: 2 }
        );
        resumed.Vens.Single().Commands.ShouldAllBe(c => c.Op == "shedPanel");
        (await system.ReplayAsync(ordinary.Id)).Differences.ShouldBeEmpty();
        (await system.ReplayAsync(urgent.Id)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_event_that_comes_second_gets_the_ven_when_the_first_is_over()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        var urgent = await system.StartEventAsync(kw: 1, seconds: 600, priority: 0);
        await system.UntilAsync(urgent.Id, "the VEN sheds", e => e.Metrics.VensResponding == 1);

        var ordinary = await system.StartEventAsync(kw: 1, seconds: 600);
        await system.UntilAsync(ordinary.Id, "the VEN is skipped", e => e.Vens is [{ Status: "skipped" }]);
        ordinary.ShortfallKw.ShouldBe(1);
        await system.Host.Server.CreateClient().PostAsJsonAsync($"/api/events/{urgent.Id}/stop", new StopEventRequest());

        await system.UntilAsync(ordinary.Id, "the VEN sheds for the second event", e => e.Vens is [{ Status: "shedding" }]);
    }

    [Fact]
    public async Task a_ven_that_was_offline_is_asked_for_nothing_and_offered_its_part_when_it_comes_back()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        var gone = (await system.StartVensAsync("ven-2"))[0];
        await gone.StopAsync();
        await DrEvents.Testing.Eventually.HoldsAsync(
            "the VEN is offline",
            async () => (await system.GetAsync<VenView>("/api/vens/ven-2")).Status == "offline"
        );

        var created = await system.StartEventAsync(kw: 1000, seconds: 600);
        var begun = await system.UntilAsync(created.Id, "one VEN sheds", e => e.Metrics.VensResponding == 1);
        var skipped = begun.Vens.Single(v => v.VenId == "ven-2");
        (skipped.Status, skipped.Reason, skipped.RequestedKw).ShouldBe(("skipped", "offline", 0));

        await system.StartVensAsync("ven-2");

        var returned = await system.UntilAsync(created.Id, "the VEN that came back sheds", e => e.Metrics.VensResponding == 2);
        returned.Vens.Single(v => v.VenId == "ven-2").RequestedKw.ShouldBeGreaterThan(0);
    }
}
