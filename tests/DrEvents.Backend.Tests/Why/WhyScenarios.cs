using System.Net.Http.Json;
using Alba;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Why;

[Collection(typeof(BackendCollection))]
public sealed class WhyScenarios(BackendFixture backend)
{
    [Fact]
    public async Task an_event_that_has_not_begun_has_nothing_to_explain()
    {
        var start = TimeProvider.System.GetUtcNow().AddHours(1);
        var request = new CreateEventRequest(start, start.AddHours(1), 10);
        var created = await backend.Host.Server.CreateClient().PostAsJsonAsync("/api/events", request);
        var id = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;

        var why = (await backend.Host.Scenario(s => s.Get.Url($"/api/events/{id}/why"))).ReadAsJson<WhyView>()!;

        (why.EventId, why.RequestedReductionKw).ShouldBe((id, 10));
        (why.Intervals.Count, why.Vens.Count, why.Skipped.Count).ShouldBe((0, 0, 0));
        (await backend.Host.Scenario(s => s.Get.Url($"/api/events/{id}/adjustments"))).ReadAsJson<List<AdjustmentView>>().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_bad_time_is_named()
    {
        var end = TimeProvider.System.GetUtcNow().AddHours(1);
        var created = await backend
            .Host.Server.CreateClient()
            .PostAsJsonAsync("/api/events", new CreateEventRequest(null, end, 1, "active"));
        var id = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;

        var answer = await backend.Host.Scenario(s =>
        {
            s.Get.Url($"/api/events/{id}/why?start=yesterday");
            s.StatusCodeShouldBe(400);
        });

        (await answer.ReadAsTextAsync()).ShouldContain("\"start\"");
        await backend.Host.Server.CreateClient().DeleteAsync($"/api/events/{id}");
    }

    [Theory]
    [InlineData("/api/events/evt-00000000/why")]
    [InlineData("/api/events/nonsense/why")]
    [InlineData("/api/events/evt-00000000/adjustments")]
    [InlineData("/api/vens/nobody/record")]
    public Task what_is_not_there_is_not_found(string path) =>
        backend.Host.Scenario(s =>
        {
            s.Get.Url(path);
            s.StatusCodeShouldBe(404);
        });

    [Fact]
    public async Task a_ven_that_was_never_asked_has_a_clean_record()
    {
        await backend.DeliverAsync((Topics.Telemetry("why-1"), """{"timestamp":1764000000,"usedPowerKw":5}"""));

        var record = (await backend.Host.Scenario(s => s.Get.Url("/api/vens/why-1/record"))).ReadAsJson<VenRecordView>();

        record.ShouldBe(new VenRecordView("why-1", 1, 0));
    }
}
