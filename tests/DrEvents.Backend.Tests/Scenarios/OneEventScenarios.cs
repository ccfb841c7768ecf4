using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Tests.Scenarios.Mqtt;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Scenarios;

public class OneEventScenarios
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    [Fact]
    public async Task an_event_goes_out_to_vens_of_three_generations_and_comes_back_as_kw()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1", "ven-2");
        var first = system.With(await FieldVen.ConnectAsync("field-1", isFirst: true, system.BrokerPort));
        var second = system.With(await FieldVen.ConnectAsync("field-2", isFirst: false, system.BrokerPort));
        await system.UntilHeardAsync("field-1", "field-2");

        var start = Clock.GetUtcNow().AddSeconds(1);
        var created = await system.CreateAsync(new CreateEventRequest(start, start.AddSeconds(8), 8));
        created.Status.ShouldBe("scheduled");

        var shedding = await system.UntilAsync(
            created.Id,
            "all VENs shed against a baseline",
            e => e.Metrics is { VensResponding: 4, VensUnverified: 0 }
        );
        shedding.Status.ShouldBe("active");
        shedding.Vens.ShouldAllBe(v => v.Status == "shedding" && v.Verified);
        shedding.Vens.Sum(v => v.RequestedKw).ShouldBe(8, tolerance: 0.01);
        shedding.Metrics.AvgResponseMs.ShouldNotBeNull();
        first.ShedSeconds!.Value.ShouldBeInRange(1, 8, "the time that is left, not the event's length, is what a VEN is told");
        second.ShedSeconds!.Value.ShouldBeInRange(1, 8);

        await system.UntilAsync(created.Id, "the meters show the reduction", e => e.Metrics.CurrentReductionKw > 0.8 * 8);
        (await system.GetAsync<EventDetail?>("/api/events/current"))!.Id.ShouldBe(created.Id);

        var over = await system.UntilAsync(
            created.Id,
            "all VENs are released",
            e => e.Status == "completed" && e.Vens.All(v => v.Status is "restored" or "ended")
        );
        over.Vens.Single(v => v.VenId == "field-2").Reason.ShouldBe("unknown op: restore");
        over.Vens.Count(v => v.Status == "restored").ShouldBe(3);
        over.Metrics.ActualReductionKw!.Value.ShouldBeGreaterThan(0.5 * 8);

        var report = await system.ReplayAsync(created.Id);
        report.Differences.ShouldBeEmpty();
        report.Replayed.VensResponding.ShouldBe(4);
    }

    [Fact]
    public async Task a_sample_that_comes_on_two_topics_counts_once()
    {
        await using var system = await DrSystem.StartAsync();
        var ven = await FieldVen.ConnectAsync("field-1", isFirst: true, system.BrokerPort);
        await system.UntilHeardAsync("field-1");
        await ven.DisposeAsync();

        await Eventually.HoldsAsync(
            "every sample is stored once",
            async () => (await system.GetAsync<TelemetryPage>("/api/vens/field-1/telemetry?limit=1")).TotalCount == ven.Samples
        );
    }

    [Fact]
    public async Task a_stop_restores_the_loads_before_their_time()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        var created = await system.StartEventAsync(kw: 1, seconds: 600);
        await system.UntilAsync(created.Id, "the VEN sheds", e => e.Metrics.VensResponding == 1);
        var client = system.Host.Server.CreateClient();

        var stop = await client.PostAsJsonAsync($"/api/events/{created.Id}/stop", new StopEventRequest("enough"));

        stop.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await stop.Content.ReadFromJsonAsync<StopTaken>()).ShouldBe(new StopTaken("stopping", created.Id));
        var over = await system.UntilAsync(created.Id, "the VEN is restored", e => e.Vens.All(v => v.Status == "restored"));
        (over.Status, over.Reason).ShouldBe(("completed", "enough"));
        (await client.PostAsync($"/api/events/{created.Id}/stop", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task an_event_that_is_cancelled_before_its_start_sends_nothing()
    {
        await using var system = await DrSystem.StartAsync();
        var ven = system.With(await FieldVen.ConnectAsync("field-1", isFirst: true, system.BrokerPort));
        await system.UntilHeardAsync("field-1");
        var start = Clock.GetUtcNow().AddMinutes(5);
        var created = await system.CreateAsync(new CreateEventRequest(start, start.AddHours(1), 2));
        var client = system.Host.Server.CreateClient();

        (await client.DeleteAsync($"/api/events/{created.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await client.DeleteAsync($"/api/events/{created.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent, "a second cancel is a no-op");
        var cancelled = await system.GetAsync<EventDetail>($"/api/events/{created.Id}");
        cancelled.Status.ShouldBe("cancelled");
        cancelled.Vens.ShouldBeEmpty();
        ven.Ops.ShouldBeEmpty();
        (await client.PatchAsJsonAsync($"/api/events/{created.Id}", new ChangeEventRequest(RequestedReductionKw: 1))).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
    }

    [Fact]
    public async Task a_change_during_the_event_reaches_the_vens_as_a_higher_revision()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        var created = await system.StartEventAsync(kw: 1, seconds: 600);
        await system.UntilAsync(created.Id, "the VEN sheds", e => e.Metrics.VensResponding == 1);

        var patch = await system
            .Host.Server.CreateClient()
            .PatchAsJsonAsync($"/api/events/{created.Id}", new ChangeEventRequest(RequestedReductionKw: 1.5));

        patch.StatusCode.ShouldBe(HttpStatusCode.OK);
        var changed = await system.UntilAsync(
            created.Id,
            "the change is acknowledged",
            e => e.Vens[0].Commands is [_, { Status: "acknowledged" }]
        );
        changed.Vens[0].Commands.Select(c => (c.Revision, c.RequestedReductionKw)).ShouldBe([(1, 1), (2, 1.5)]);
        changed.RequestedReductionKw.ShouldBe(1.5);
    }

    [Fact]
    public async Task what_the_fleet_cannot_cover_is_said_at_creation_and_at_the_start()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");

        var created = await system.StartEventAsync(kw: 1000, seconds: 60);

        created.ShortfallKw.ShouldBeGreaterThan(900);
        (await system.GetAsync<EventMetricsView>($"/api/events/{created.Id}/metrics")).ShortfallKw.ShouldBe(created.ShortfallKw);
    }
}
