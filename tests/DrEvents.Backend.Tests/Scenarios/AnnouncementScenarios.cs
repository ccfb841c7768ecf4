using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Tests.Scenarios.Mqtt;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven;
using VenState = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Backend.Tests.Scenarios;

public class AnnouncementScenarios
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    [Fact]
    public async Task a_ven_that_was_told_ahead_begins_by_itself_with_the_broker_gone_and_sheds_once()
    {
        if (MosquittoBroker.Program is null)
            Assert.Skip("mosquitto is not installed");
        var broker = await MosquittoBroker.StartNewAsync();
        await using var system = await DrSystem.StartAsync(broker, new BrokerAddress(TestBroker.Host, broker.Port), DrSystem.Announcing);
        var ven = (await system.StartVensAsync("ven-1")).Single();
        var created = await ScheduleAsync(system, inS: 8, lastsS: 20);
        await UntilAnnouncedAsync(system, created.Id);
        await broker.StopAsync();
        Clock.GetUtcNow().ShouldBeLessThan(created.StartTime, "the broker was gone in time");

        await Eventually.HoldsAsync("the VEN has begun by itself", async () => await ShedOfAsync(ven) == created.Id);
        await broker.StartAsync();

        var shedding = await system.UntilAsync(created.Id, "the VEN has answered to the start", e => e.Metrics.VensResponding == 1, 40);
        shedding.Vens[0].Commands.Select(c => (c.Op, c.Status)).ShouldBe([("event", "acknowledged"), ("shedPanel", "acknowledged")]);
        shedding.Vens[0].Commands.Select(c => c.Revision).ShouldBe([1, 2]);
        var over = await system.UntilAsync(created.Id, "the event is over", e => e.Vens.All(v => v.Status == "restored"), 40);
        (over.Vens[0].Verified, over.Metrics.VensResponding).ShouldBe((true, 1));
        over.Metrics.ActualReductionKw!.Value.ShouldBeGreaterThan(0.5, "what was delivered while nobody heard it counts");
        (await PastShedsAsync(ven)).ShouldHaveSingleItem().ShouldBe(created.Id);
        (await system.ReplayAsync(created.Id)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_ven_that_never_said_that_it_understands_is_told_nothing_ahead()
    {
        await using var system = await DrSystem.StartAnnouncingAsync();
        await system.StartVensAsync("ven-1");
        var first = system.With(await FieldVen.ConnectAsync("field-1", isFirst: true, system.BrokerPort));
        var second = system.With(await FieldVen.ConnectAsync("field-2", isFirst: false, system.BrokerPort));
        await system.UntilHeardAsync("field-1", "field-2");
        var created = await ScheduleAsync(system, inS: 12, lastsS: 5, kw: 6);

        var ahead = await UntilAnnouncedAsync(system, created.Id);
        ahead.Vens.ShouldHaveSingleItem().VenId.ShouldBe("ven-1");
        ahead.Vens[0].RequestedKw.ShouldBeLessThan(6, "the others have their share in the plan");
        (ahead.Status, ahead.Metrics.VensDispatched, ahead.Metrics.VensResponding, ahead.Metrics.AvgResponseMs).ShouldBe(
            ("scheduled", 0, 0, null),
            "figures count sheds, not announcements"
        );

        await system.UntilAsync(created.Id, "all shed", e => e.Metrics.VensResponding == 3);
        await system.UntilAsync(created.Id, "all are released", e => e.Vens.All(v => v.Status is "restored" or "ended"));
        first.Ops.ShouldBe(["shedPanel", "restore"]);
        second.Ops.ShouldBe(["shedPanel", "restore"]);
        (await system.ReplayAsync(created.Id)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_announcement_of_an_event_that_is_cancelled_is_taken_back()
    {
        await using var system = await DrSystem.StartAnnouncingAsync();
        var ven = (await system.StartVensAsync("ven-1")).Single();
        var created = await ScheduleAsync(system, inS: 300, lastsS: 60);
        await UntilAnnouncedAsync(system, created.Id);
        (await AnnouncedToAsync(ven)).ShouldHaveSingleItem();

        (await system.Host.Server.CreateClient().DeleteAsync($"/api/events/{created.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var over = await system.UntilAsync(
            created.Id,
            "the VEN has taken note",
            e => e.Vens[0].Commands is [_, { Status: "acknowledged" }]
        );
        (over.Vens[0].Status, over.Vens[0].Reason, over.Vens[0].Commands[1].Op).ShouldBe(("skipped", "event cancelled", "restore"));
        (await AnnouncedToAsync(ven)).ShouldBeEmpty();
        (await system.ReplayAsync(created.Id)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_event_that_is_changed_is_announced_anew_and_begins_as_changed()
    {
        await using var system = await DrSystem.StartAnnouncingAsync();
        var ven = (await system.StartVensAsync("ven-1")).Single();
        var created = await ScheduleAsync(system, inS: 300, lastsS: 600);
        await UntilAnnouncedAsync(system, created.Id);
        var start = Clock.GetUtcNow().AddSeconds(4);

        await system
            .Host.Server.CreateClient()
            .PatchAsJsonAsync($"/api/events/{created.Id}", new ChangeEventRequest(StartTime: start, RequestedReductionKw: 1.5));

        await system.UntilAsync(
            created.Id,
            "the change is announced",
            e => e.Vens[0] is { Status: "announced", RequestedKw: 1.5, Commands: [_, { Status: "acknowledged", Revision: 2 }] }
        );
        ((double)(await AnnouncedToAsync(ven)).Single()!["startAt"]!).ShouldBe(start.ToUnixTimeMilliseconds() / 1000.0, 0.001);
        var shedding = await system.UntilAsync(created.Id, "the VEN sheds", e => e.Metrics.VensResponding == 1);
        shedding.ActivatedAt!.Value.ShouldBeGreaterThanOrEqualTo(start);
        shedding.Vens[0].Commands[^1].RequestedReductionKw.ShouldBe(1.5);
        (await system.ReplayAsync(created.Id)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task of_two_events_at_one_time_only_the_one_that_goes_first_is_announced()
    {
        await using var system = await DrSystem.StartAnnouncingAsync();
        var ven = (await system.StartVensAsync("ven-1")).Single();
        var ordinary = await ScheduleAsync(system, inS: 300, lastsS: 600);
        await UntilAnnouncedAsync(system, ordinary.Id);

        var urgent = await ScheduleAsync(system, inS: 400, lastsS: 600, priority: 0);

        await UntilAnnouncedAsync(system, urgent.Id);
        var left = await system.UntilAsync(ordinary.Id, "the other is taken back", e => e.Vens[0].Status == "skipped");
        left.Vens[0].Reason.ShouldBe("serving " + urgent.Id);
        await Eventually.HoldsAsync(
            "the VEN waits for one event only",
            async () => (await AnnouncedToAsync(ven)).Select(a => (string)a!["eventId"]!).SequenceEqual([urgent.Id])
        );

        await system.Host.Server.CreateClient().DeleteAsync($"/api/events/{urgent.Id}");
        await system.UntilAsync(ordinary.Id, "the first is announced again", e => e.Vens[0].Status == "announced", 40);
    }

    [Fact]
    public async Task a_ven_that_comes_online_later_is_told_then()
    {
        await using var system = await DrSystem.StartAnnouncingAsync();
        var created = await ScheduleAsync(system, inS: 300, lastsS: 60);
        (await system.GetAsync<EventDetail>($"/api/events/{created.Id}")).Vens.ShouldBeEmpty();

        await system.StartVensAsync("ven-1");

        (await UntilAnnouncedAsync(system, created.Id)).Vens[0].RequestedKw.ShouldBe(1);
    }

    [Fact]
    public async Task a_ven_whose_will_comes_when_it_is_back_is_told_of_the_next_event()
    {
        await using var system = await DrSystem.StartAnnouncingAsync();
        await system.StartVensAsync("ven-1");
        await using var other = await TestClient.ConnectAsync(system.BrokerPort);

        await other.PublishAsync(Topics.Status("ven-1"), """{"status":"offline","session":1}""", retain: true);
        await other.PublishAsync(Topics.Status("ven-1"), """{"status":"offline"}""", retain: true);
        await UntilOfflineWasHeardAsync(system, "ven-1");

        await UntilAnnouncedAsync(system, (await ScheduleAsync(system, inS: 300, lastsS: 60)).Id);
    }

    /// <summary>The backend by itself: this VEN does not see what is said of it, and corrects nothing.</summary>
    [Fact]
    public async Task a_ven_that_cannot_correct_what_others_say_of_it_is_told_of_the_next_event()
    {
        await using var system = await DrSystem.StartAnnouncingAsync();
        await using var other = await TestClient.ConnectAsync(system.BrokerPort);
        await other.PublishAsync(
            Topics.Status("ven-1"),
            """{"status":"online","session":2,"report_interval_seconds":1,"capabilities":["event"]}""",
            retain: true
        );
        var ven = system.With(await FieldVen.ConnectAsync("ven-1", isFirst: true, system.BrokerPort));
        await system.UntilHeardAsync("ven-1");

        await other.PublishAsync(Topics.Status("ven-1"), """{"status":"offline","session":1}""", retain: true);
        await other.PublishAsync(Topics.Status("ven-1"), """{"status":"offline"}""", retain: true);
        await UntilOfflineWasHeardAsync(system, "ven-1");
        await ScheduleAsync(system, inS: 300, lastsS: 60);

        await Eventually.HoldsAsync("the VEN is told", () => ven.Ops.Contains("event"), 40);
    }

    /// <summary>Waits until the backend has taken the VEN for offline, and then heard it again.</summary>
    private static Task UntilOfflineWasHeardAsync(DrSystem system, string venId) =>
        Eventually.HoldsAsync(
            "the VEN was offline and is back",
            async () =>
            {
                await using var session = system.Store.QuerySession();
                var stored = await session.Events.FetchStreamAsync(VenState.StreamOf(venId));
                return stored.Any(e => e.Data is VenWentOffline)
                    && stored.Last(e => e.Data is VenWentOffline or VenWentOnline).Data is VenWentOnline;
            }
        );

    private static Task<EventView> ScheduleAsync(DrSystem system, double inS, double lastsS, double kw = 1, int? priority = null)
    {
        var start = Clock.GetUtcNow().AddSeconds(inS);
        return system.CreateAsync(new CreateEventRequest(start, start.AddSeconds(lastsS), kw, Priority: priority));
    }

    private static Task<EventDetail> UntilAnnouncedAsync(DrSystem system, string eventId) =>
        system.UntilAsync(
            eventId,
            "the VEN has acknowledged the announcement",
            // Of an event that is only just ahead the command for its start may be ready by then.
            e =>
                e.Vens is [{ Status: "announced" or "pending" } ven] && ven.Commands.Any(c => c is { Op: "event", Status: "acknowledged" }),
            40
        );

    private static async Task<string?> ShedOfAsync(VenAgent ven) => (string?)(await AtThePageAsync(ven, "/api/state"))["shed"]?["eventId"];

    private static async Task<JsonArray> AnnouncedToAsync(VenAgent ven) =>
        (await AtThePageAsync(ven, "/api/state"))["announced"]!.AsArray();

    private static async Task<List<string?>> PastShedsAsync(VenAgent ven) =>
        [.. (await AtThePageAsync(ven, "/api/events"))["past"]!.AsArray().Select(p => (string?)p!["eventId"])];

    private static async Task<JsonNode> AtThePageAsync(VenAgent ven, string path)
    {
        using var http = new HttpClient { BaseAddress = ven.PageAddress };
        return (await http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative)))!;
    }
}
