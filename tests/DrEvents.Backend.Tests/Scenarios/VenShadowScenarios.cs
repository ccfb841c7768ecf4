using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Backend.Tests.Scenarios;

/// <summary>A real VEN, a real broker, and the backend in the place of AWS IoT's shadow service.</summary>
public class VenShadowScenarios
{
    private const string VenId = "ven-1";

    [Fact]
    public async Task a_ven_reports_itself_and_does_what_its_shadow_desires()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync(VenId);
        await UntilAsync(system, "the VEN has reported", s => (string?)s["reported"]?["ven"]?["venId"] == VenId);

        var operatorClient = system.With(await TestClient.ConnectAsync(system.BrokerPort));
        await operatorClient.PublishAsync(
            ShadowTopics.Request(VenId, "update"),
            """{"state":{"desired":{"report_interval_seconds":2,"loads":[{"id":"ev","enabled":false,"priority":7}]}}}"""
        );

        var after = await UntilAsync(system, "nothing is desired any more that is not so", s => IsObeyed(s) && s["delta"] is null);
        after["desired"]!
            .ToJsonString()
            .ShouldBe("""{"report_interval_seconds":2}""", "what the report does not mirror is taken off the list");
        ((string?)after["reported"]!["ven"]!["status"]).ShouldBe("normal");
    }

    [Fact]
    public async Task a_ven_does_what_an_operator_desires_over_http_also_when_it_was_away()
    {
        await using var system = await DrSystem.StartAsync();
        var ven = (await system.StartVensAsync(VenId)).Single();
        await UntilAsync(system, "the VEN has reported", s => (string?)s["reported"]?["ven"]?["venId"] == VenId);
        await DesireAsync(system, """{"report_interval_seconds":2}""");
        await UntilAsync(system, "it reports so", s => (int?)s["reported"]?["report_interval_seconds"] == 2);
        await ven.DisposeAsync();

        await DesireAsync(system, """{"loads":[{"id":"ev","enabled":false,"priority":7}]}""");

        await system.StartVensAsync(VenId);
        await UntilAsync(system, "it obeys when it is back", IsObeyed);
    }

    private static async Task DesireAsync(DrSystem system, string desired)
    {
        using var client = system.Host.Server.CreateClient();
        using var body = new StringContent($"{{\"desired\":{desired}}}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PatchAsync(new Uri($"/api/vens/{VenId}/shadow", UriKind.Relative), body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static bool IsObeyed(JsonObject state) =>
        (int?)state["reported"]?["report_interval_seconds"] == 2
        && state["reported"]!["loads"]!.AsArray().Single(l => (string?)l!["id"] == "ev") is { } ev
        && (bool?)ev["enabled"] == false
        && (int?)ev["priority"] == 7;

    private static async Task<JsonObject> UntilAsync(DrSystem system, string what, Func<JsonObject, bool> good)
    {
        using var client = system.Host.Server.CreateClient();
        JsonObject? state = null;
        await Eventually.HoldsAsync(
            what,
            async () =>
            {
                using var answer = await client.GetAsync(new Uri($"/api/vens/{VenId}/shadow", UriKind.Relative));
                if (!answer.IsSuccessStatusCode)
                    return false;
                state = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["state"]!.AsObject();
                return good(state);
            }
        );
        return state!;
    }
}
