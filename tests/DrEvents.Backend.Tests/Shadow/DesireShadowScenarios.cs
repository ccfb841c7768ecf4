using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Alba;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Shadow;

/// <summary>An operator desires something of a VEN over HTTP, and the VEN is told as AWS IoT would tell it.</summary>
[Collection(typeof(BackendCollection))]
public sealed class DesireShadowScenarios(BackendFixture backend)
{
    [Fact]
    public async Task what_is_desired_is_stored_and_told_and_taken_off_again()
    {
        await RegisterAsync("desire-1");

        var first = await PatchAsync("desire-1", """{"desired":{"report_interval_seconds":5,"enabled":true}}""");
        var second = await PatchAsync("desire-1", """{"desired":{"enabled":null},"version":1}""");

        (await StateAsync(first)).ShouldBe(
            """{"desired":{"report_interval_seconds":5,"enabled":true},"delta":{"report_interval_seconds":5,"enabled":true}}"""
        );
        (await StateAsync(second)).ShouldBe("""{"desired":{"report_interval_seconds":5},"delta":{"report_interval_seconds":5}}""");
        (await backend.Host.Server.CreateClient().GetStringAsync("/api/vens/desire-1/shadow")).ShouldBe(
            await second.Content.ReadAsStringAsync()
        );
        await Eventually.HoldsAsync("the VEN is told", () => Told("desire-1").Count == 6);
        string[] topics = [ShadowTopics.Accepted("desire-1", "update"), ShadowTopics.Delta("desire-1"), ShadowTopics.Documents("desire-1")];
        Told("desire-1").ShouldBe([.. topics, .. topics]);
    }

    [Theory]
    [InlineData("""{"desired":{"report_interval_seconds":5},"version":7}""", HttpStatusCode.Conflict)]
    [InlineData("""{"desired":{}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"desired":{"reported":{"a":1}}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"desired":{"loads":[[[[[[[[[1]]]]]]]]]}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"desired":[1]}""", HttpStatusCode.BadRequest)]
    public async Task what_makes_no_sense_changes_nothing(string body, HttpStatusCode status)
    {
        await RegisterAsync("desire-2");

        (await PatchAsync("desire-2", body)).StatusCode.ShouldBe(status);

        (await backend.Host.Server.CreateClient().GetAsync("/api/vens/desire-2/shadow")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Told("desire-2").ShouldBeEmpty();
    }

    [Fact]
    public async Task a_shadow_that_would_be_too_long_is_refused()
    {
        await RegisterAsync("desire-3");

        var answer = await PatchAsync("desire-3", "{\"desired\":{\"loads\":[\"" + new string('x', 8 * 1024) + "\"]}}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("exceeds the maximum size");
    }

    private List<string> Told(string venId) =>
        [.. backend.Broker.Published.Select(p => p.Topic).Where(t => ShadowTopics.VenOf(t) == venId)];

    private async Task RegisterAsync(string venId) =>
        (
            await backend.Host.Server.CreateClient().PostAsJsonAsync("/api/vens", new RegisterVenRequest("A", RegistrationId: venId))
        ).EnsureSuccessStatusCode();

    private Task<HttpResponseMessage> PatchAsync(string venId, string body) =>
        backend
            .Host.Server.CreateClient()
            .PatchAsync($"/api/vens/{venId}/shadow", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

    private static async Task<string> StateAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!["state"]!.ToJsonString();
    }
}
