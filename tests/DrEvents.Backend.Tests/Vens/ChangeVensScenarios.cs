using System.Net;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;

namespace DrEvents.Backend.Tests.Vens;

[Collection(typeof(BackendCollection))]
public sealed class ChangeVensScenarios(BackendFixture backend)
{
    [Fact]
    public async Task groups_of_many_vens_are_changed_at_once_and_the_answer_says_of_each()
    {
        await RegisterAsync("bulk-1", "old", "kept");
        await RegisterAsync("bulk-2", "new", "kept");
        await RegisterAsync("bulk-3", [.. Enumerable.Range(0, 64).Select(n => $"g{n}")]);
        var request = new ChangeVensRequest(["bulk-2", "bulk-1", "bulk-3", "bulk-none", "bulk-1"], new GroupsChange(["new"], ["old"]));

        var changed = await ChangeAsync(request);

        (changed.Changed, changed.Unchanged, changed.Failed).ShouldBe((1, 1, 2));
        changed
            .Vens.Select(v => (v.VenId, v.Outcome))
            .ShouldBe([("bulk-2", "unchanged"), ("bulk-1", "changed"), ("bulk-3", "refused"), ("bulk-none", "notFound")]);
        changed.Vens[1].Groups.ShouldBe(["kept", "new"]);
        changed.Vens[3].Problem.ShouldBe("There is no VEN bulk-none");
        (await VenAsync("bulk-1")).Groups.ShouldBe(["kept", "new"]);
        (await EventsAsync("bulk-2")).ShouldBe(1, "nothing is stored of one that was so before");
        (await ChangeAsync(request)).Changed.ShouldBe(0, "the same again changes nothing");
    }

    [Fact]
    public async Task many_vens_are_disabled_and_enabled_and_what_this_node_remembers_of_them_is_forgotten()
    {
        await backend.DeliverAsync((Topics.Telemetry("bulk-5"), """{"timestamp":1764000000,"usedPowerKw":5}"""));

        var changed = await ChangeAsync(new ChangeVensRequest(["bulk-5"], Status: "disabled"));

        changed.Vens.ShouldHaveSingleItem().Status.ShouldBe("disabled");
        (await VenAsync("bulk-5")).Status.ShouldBe("disabled");
        await Eventually.HoldsAsync("it is read anew", () => backend.Directory.HeardAt("bulk-5") is null);
        (await ChangeAsync(new ChangeVensRequest(["bulk-5"], Status: "enabled"))).Changed.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{}""", "venIds", "groups")]
    [InlineData("""{"venIds":["a/b"],"status":"asleep"}""", "venIds", "status")]
    [InlineData("""{"venIds":["a"],"groups":{"add":[" "],"remove":["\u0000"]}}""", "groups.add", "groups.remove")]
    [InlineData("""{"venIds":["a"],"groups":{"add":["x"],"remove":["x"]}}""", "groups.remove")]
    public async Task what_is_wrong_is_named(string body, params string[] fields)
    {
        var answer = await backend.Host.Server.CreateClient().PatchAsync("/api/vens", new StringContent(body, null, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Fact]
    public async Task more_than_a_thousand_are_refused()
    {
        var request = new ChangeVensRequest([.. Enumerable.Range(0, 1_001).Select(n => $"v{n}")], Status: "enabled");

        var answer = await backend.Host.Server.CreateClient().PatchAsJsonAsync("/api/vens", request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<VensChanged> ChangeAsync(ChangeVensRequest request)
    {
        var answer = await backend.Host.Server.CreateClient().PatchAsJsonAsync("/api/vens", request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<VensChanged>())!;
    }

    private async Task RegisterAsync(string venId, params string[] groups)
    {
        var request = new RegisterVenRequest(venId, RegistrationId: venId, Groups: groups);
        (await backend.Host.Server.CreateClient().PostAsJsonAsync("/api/vens", request)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private async Task<VenView> VenAsync(string venId) =>
        (await backend.Host.Server.CreateClient().GetFromJsonAsync<VenView>($"/api/vens/{venId}"))!;

    private async Task<int> EventsAsync(string venId)
    {
        await using var session = backend.Store.QuerySession();
        return (await session.Events.FetchStreamAsync("ven/" + venId)).Count;
    }

    private sealed record Problem(Dictionary<string, string[]> Errors);
}
