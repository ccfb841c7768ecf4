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

    [Fact]
    public async Task limits_are_set_together_left_alone_and_taken_away()
    {
        var limits = new HomeLimits(MaxKw: 2.5, MaxMinutesPerEvent: 90, MaxEventsPerDay: 2, MaxEventsPerSeason: 40, MinRestMinutes: 240);
        var request = new RegisterVenRequest("Limited", RegistrationId: "limits-1", Limits: limits);

        var registered = await (await _client.PostAsJsonAsync("/api/vens", request)).Content.ReadFromJsonAsync<VenView>();

        registered!.Limits.ShouldBe(limits);
        (await ChangedAsync("""{"name":"Other"}""")).Limits.ShouldBe(limits, "what is not named stays");
        (await ChangedAsync("""{"limits":{"maxMinutesPerEvent":0.2}}""")).Limits.ShouldBe(new HomeLimits(MaxMinutesPerEvent: 0.2));
        (await _client.GetFromJsonAsync<VenView>("/api/vens/limits-1"))!.Limits!.MaxMinutesPerEvent.ShouldBe(0.2);
        (await ChangedAsync("""{"limits":{}}""")).Limits.ShouldBeNull();
        (await _client.GetFromJsonAsync<VenView>("/api/vens/limits-1"))!.Limits.ShouldBeNull();

        async Task<VenView> ChangedAsync(string body)
        {
            var answer = await _client.PatchAsync("/api/vens/limits-1", Json(body));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            return (await answer.Content.ReadFromJsonAsync<VenView>())!;
        }
    }

    [Theory]
    [InlineData("""{"limits":{"maxKw":0}}""", "limits.maxKw")]
    [InlineData("""{"limits":{"maxKw":-1,"minRestMinutes":0}}""", "limits.minRestMinutes")]
    [InlineData("""{"limits":{"maxMinutesPerEvent":100000}}""", "limits.maxMinutesPerEvent")]
    [InlineData("""{"limits":{"maxEventsPerDay":0}}""", "limits.maxEventsPerDay")]
    [InlineData("""{"limits":{"maxEventsPerSeason":-3}}""", "limits.maxEventsPerSeason")]
    [InlineData("""{"limits":{"maxKw":2,"maxMinutes":90}}""", "maxMinutes")] // a name that is wrong would take away what is meant
    public async Task wrong_limits_are_refused_by_name(string body, string field)
    {
        var registered = new RegisterVenRequest("Limited", RegistrationId: "limits-2");
        (await _client.PostAsJsonAsync("/api/vens", registered)).IsSuccessStatusCode.ShouldBeTrue();

        var answer = await _client.PatchAsync("/api/vens/limits-2", Json(body));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(field);
        (await _client.GetFromJsonAsync<VenView>("/api/vens/limits-2"))!.Limits.ShouldBeNull();
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private async Task RegisterAsync(string venId)
    {
        var request = new RegisterVenRequest("Old", new GeoLocation(48.2, 16.4), RegistrationId: venId, Groups: ["g"]);
        (await _client.PostAsJsonAsync("/api/vens", request)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await _client.PostAsJsonAsync("/api/vens", request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
