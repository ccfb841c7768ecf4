using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Live;

[Collection(typeof(BackendCollection))]
public sealed class HistoryScenarios(BackendFixture backend)
{
    /// <summary>A day that no other test has samples of, those of like days among them: the fleet's history is that of all.</summary>
    private const int Hours = -24 * 30;

    private static readonly DateTimeOffset Midnight = PastDay.Midnight.AddHours(Hours);
    private static readonly string Range = PastDay.Range(Hours, Hours + 2);

    [Fact]
    public async Task samples_become_history_of_the_ven_its_loads_and_the_fleet()
    {
        await backend.DeliverAsync(Sample("past-1", 0, 2), Sample("past-1", 60, 4), Sample("past-1", 600, 6), Sample("past-2", 0, 10));
        await backend.CatchUpAsync();

        (await PointsAsync($"/api/vens/past-1/history?{Range}")).ShouldBe([(0, 3), (10, 6)]);
        (await PointsAsync($"/api/vens/past-1/history?{Range}&granularity=1h")).ShouldBe([(0, 4)]);
        (await PointsAsync($"/api/vens/past-1/loads/ev/history?{Range}")).ShouldBe([(0, 1.5), (10, 3)]);
        (await PointsAsync($"/api/stats/network/history?{Range}")).ShouldBe([(0, 13), (10, 6)]);
        await backend.Host.Scenario(s =>
        {
            s.Get.Url($"/api/vens/past-1/loads/none/history?{Range}");
            s.StatusCodeShouldBe(404);
        });
    }

    private async Task<List<(double Minute, double Kw)>> PointsAsync(string url)
    {
        var view = (await backend.Host.Scenario(s => s.Get.Url(url))).ReadAsJson<HistoryView>()!;
        return [.. view.Points.Select(p => ((p.Timestamp - Midnight).TotalMinutes, p.UsedPowerKw))];
    }

    private static (string Topic, string Payload) Sample(string venId, int atS, double kw)
    {
        var at = Midnight.AddSeconds(atS).ToUnixTimeSeconds();
        return (Topics.Meter(venId), $$"""{"ts":{{at}},"power_kw":{{kw}},"loads":[{"id":"ev","currentPowerKw":{{kw / 2}}}]}""");
    }
}
