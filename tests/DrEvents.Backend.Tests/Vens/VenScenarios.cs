using System.Net;
using System.Net.Http.Json;
using Alba;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Vens;

[Collection(typeof(BackendCollection))]
public sealed class VenScenarios(BackendFixture backend)
{
    private readonly HttpClient _client = backend.Host.Server.CreateClient();

    [Fact]
    public async Task a_change_changes_what_it_names_and_nothing_else()
    {
        await RegisterAsync("change-1");

        var answer = await _client.PatchAsJsonAsync("/api/vens/change-1", new ChangeVenRequest("New", Status: "disabled"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var changed = (await answer.Content.ReadFromJsonAsync<VenView>())!;
        (changed.Name, changed.Status, changed.Location).ShouldBe(("New", "disabled", new GeoLocation(48.2, 16.4)));
        changed.Groups.ShouldBe(["g"]);
        var shown = (await _client.GetFromJsonAsync<VenView>("/api/vens/change-1"))!;
        (shown.Name, shown.Status).ShouldBe(("New", "disabled"));
    }

    [Fact]
    public async Task a_ven_that_is_removed_is_gone_and_can_be_registered_again()
    {
        await RegisterAsync("remove-1");

        (await _client.DeleteAsync("/api/vens/remove-1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _client.GetAsync("/api/vens/remove-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _client.DeleteAsync("/api/vens/remove-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _client.PatchAsJsonAsync("/api/vens/remove-1", new ChangeVenRequest("x"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await RegisterAsync("remove-1");
    }

    private async Task RegisterAsync(string venId)
    {
        var request = new RegisterVenRequest("Old", new GeoLocation(48.2, 16.4), RegistrationId: venId, Groups: ["g"]);
        (await _client.PostAsJsonAsync("/api/vens", request)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await _client.PostAsJsonAsync("/api/vens", request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
