using System.Net;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Scenarios;

public sealed class RemovedVenScenarios
{
    [Fact]
    public async Task a_ven_that_is_removed_in_an_event_is_told_to_restore_and_the_event_goes_on_without_it()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1", "ven-2");
        var created = await system.StartEventAsync(kw: 2, seconds: 600);
        await system.UntilAsync(created.Id, "both VENs shed", e => e.Metrics.VensResponding == 2);
        var client = system.Host.Server.CreateClient();

        (await client.DeleteAsync("/api/vens/ven-1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var after = await system.UntilAsync(
            created.Id,
            "the removed VEN is restored",
            e => e.Vens.Single(v => v.VenId == "ven-1") is { Status: "restored", Commands: [_, { Op: "restore", Status: "acknowledged" }] }
        );
        after.Status.ShouldBe("active");
        after.Vens.Single(v => v.VenId == "ven-2").Status.ShouldBe("shedding");
        (await client.GetAsync("/api/vens/ven-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.DeleteAsync("/api/vens/ven-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task what_is_known_of_a_ven_is_changed_field_by_field()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        var client = system.Host.Server.CreateClient();

        var answer = await client.PatchAsJsonAsync("/api/vens/ven-1", new { name = "North", groups = new[] { "a" } });
        (await client.PatchAsJsonAsync("/api/vens/ven-1", new { address = "Street 1" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadFromJsonAsync<VenView>())!.Name.ShouldBe("North");
        var ven = await system.GetAsync<VenView>("/api/vens/ven-1");
        ven.Name.ShouldBe("North");
        ven.Groups.ShouldBe(["a"]);
        (await client.PatchAsJsonAsync("/api/vens/nobody", new { name = "North" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task a_read_model_is_made_anew_when_an_operator_asks_for_it()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        var client = system.Host.Server.CreateClient();

        foreach (var name in new[] { "live", "vens" })
        {
            (await client.PostAsync($"/api/rebuilds/{name}", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await Eventually.HoldsAsync(
                $"{name} is made",
                async () =>
                    (await system.GetAsync<List<RebuildView>>("/api/rebuilds")).Single(r => r.Name == name)
                        is { Status: "done", EventsDone: > 0 }
            );
        }

        (await client.DeleteAsync("/api/rebuilds/live")).StatusCode.ShouldBe(HttpStatusCode.Conflict, "it is not being made");
        (await client.PostAsync("/api/rebuilds/lives", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await system.UntilHeardAsync("ven-1");
    }
}
