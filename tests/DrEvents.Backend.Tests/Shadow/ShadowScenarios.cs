using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Shadow;

[Collection(typeof(BackendCollection))]
public sealed class ShadowScenarios(BackendFixture backend)
{
    [Fact]
    public async Task a_ven_gets_reports_and_is_told_the_difference()
    {
        await backend.DeliverAsync(
            (ShadowTopics.Request("shadow-1", "get"), ""),
            (ShadowTopics.Request("shadow-1", "update"), """{"state":{"desired":{"report_interval_seconds":5}}}"""),
            (ShadowTopics.Request("shadow-1", "update"), """{"state":{"reported":{"report_interval_seconds":10}}}""")
        );
        var answers = await AnswersAsync("shadow-1", 7);
        var shadow = await backend.Host.Scenario(s => s.Get.Url("/api/vens/shadow-1/shadow"));

        answers
            .Select(a => a.Topic)
            .ShouldBe([
                ShadowTopics.Rejected("shadow-1", "get"),
                ShadowTopics.Accepted("shadow-1", "update"),
                ShadowTopics.Delta("shadow-1"),
                ShadowTopics.Documents("shadow-1"),
                ShadowTopics.Accepted("shadow-1", "update"),
                ShadowTopics.Delta("shadow-1"),
                ShadowTopics.Documents("shadow-1"),
            ]);
        var document = JsonNode.Parse(await shadow.ReadAsTextAsync())!;
        ((int?)document["version"]).ShouldBe(2);
        document["state"]!
            .ToJsonString()
            .ShouldBe(
                """{"desired":{"report_interval_seconds":5},"reported":{"report_interval_seconds":10},"delta":{"report_interval_seconds":5}}"""
            );
    }

    [Fact]
    public async Task a_shadow_survives_between_batches_and_is_gone_when_it_was_deleted()
    {
        await backend.DeliverAsync((ShadowTopics.Request("shadow-2", "update"), """{"state":{"reported":{"a":[1,{"b":null}]}}}"""));
        await backend.DeliverAsync((ShadowTopics.Request("shadow-2", "get"), ""));
        var answers = await AnswersAsync("shadow-2", 3);
        await backend.DeliverAsync((ShadowTopics.Request("shadow-2", "delete"), ""));

        JsonNode.Parse(answers[2].Payload)!["state"]!.ToJsonString().ShouldBe("""{"reported":{"a":[1,{"b":null}]}}""");
        await backend.Host.Scenario(s =>
        {
            s.Get.Url("/api/vens/shadow-2/shadow");
            s.StatusCodeShouldBe(404);
        });
    }

    private async Task<List<(string Topic, string Payload)>> AnswersAsync(string venId, int count)
    {
        List<(string Topic, string Payload)> Answers() => [.. backend.Broker.Published.Where(p => ShadowTopics.VenOf(p.Topic) == venId)];
        await Eventually.HoldsAsync($"{count} answers for {venId}", () => Answers().Count >= count);
        return Answers();
    }
}
