using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Ven;

namespace DrEvents.Backend.Tests.Scenarios;

public class OptOutScenarios
{
    [Fact]
    public async Task whoever_opts_out_is_seen_by_the_operator_offered_no_more_and_may_come_back()
    {
        await using var system = await DrSystem.StartAsync();
        var ven = (await system.StartVensAsync("ven-1")).Single();
        var created = await system.StartEventAsync(kw: 1, seconds: 600);
        await system.UntilAsync(created.Id, "the VEN sheds", e => e.Metrics.VensResponding == 1);

        await AtThePageAsync(ven, $"/api/events/{created.Id}/opt-out", new { reason = "economic" });
        var left = await system.UntilAsync(created.Id, "the opt-out is known", e => e.Vens[0].Status == "optedOut");
        left.Vens[0].Reason.ShouldBe("economic");
        (left.Metrics.VensResponding, left.Metrics.VensRefused).ShouldBe((0, 1));

        await system
            .Host.Server.CreateClient()
            .PatchAsJsonAsync($"/api/events/{created.Id}", new ChangeEventRequest(RequestedReductionKw: 1.5));
        var changed = await system.UntilAsync(created.Id, "the change is planned", e => e.ShortfallKw >= 1.5);
        changed.Vens[0].Commands.Count.ShouldBe(1, "who opted out is asked no more");

        await AtThePageAsync(ven, $"/api/events/{created.Id}/opt-in", new { });
        await system.UntilAsync(created.Id, "the VEN is back", e => e.Vens[0].Status == "shedding" && e.Metrics.VensResponding == 1);
        (await system.ReplayAsync(created.Id)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task whoever_opted_out_is_told_when_the_event_is_stopped()
    {
        await using var system = await DrSystem.StartAsync();
        var ven = (await system.StartVensAsync("ven-1")).Single();
        var created = await system.StartEventAsync(kw: 1, seconds: 600);
        await system.UntilAsync(created.Id, "the VEN sheds", e => e.Metrics.VensResponding == 1);
        await AtThePageAsync(ven, $"/api/events/{created.Id}/opt-out", new { reason = "mustRun" });
        await system.UntilAsync(created.Id, "the opt-out is known", e => e.Vens[0].Status == "optedOut");

        await system.Host.Server.CreateClient().PostAsJsonAsync($"/api/events/{created.Id}/stop", new StopEventRequest("enough"));

        var over = await system.UntilAsync(created.Id, "the VEN has answered", e => e.Vens[0].Commands is [_, { Status: "acknowledged" }]);
        (over.Vens[0].Status, over.Vens[0].Commands[1].Op).ShouldBe(("optedOut", "restore"));
    }

    private static async Task AtThePageAsync(VenAgent ven, string path, object body)
    {
        using var http = new HttpClient { BaseAddress = ven.PageAddress };
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }
}
