using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Telemetry;

[Collection(typeof(BackendCollection))]
public sealed class ReadingSamplesScenarios(BackendFixture backend)
{
    private static readonly DateTimeOffset Midnight = PastDay.Midnight;

    [Fact]
    public async Task samples_come_newest_first_across_days_with_the_count_of_the_range()
    {
        await backend.DeliverAsync([.. Enumerable.Range(-3, 6).Select(i => Sample("read-1", i * 10.5, 10 + i))]);

        var page = await GetAsync<TelemetryPage>(
            $"/api/vens/read-1/telemetry/?start={PastDay.At(-30 / 3600.0)}&end={PastDay.Name()}T01:00:20+01:00&limit=3"
        );

        page.VenId.ShouldBe("read-1");
        page.TotalCount.ShouldBe(4);
        page.Samples.Select(s => s.UsedPowerKw).ShouldBe([11, 10, 9]);
        page.Samples[0].Timestamp.ShouldBe(Midnight.AddSeconds(10.5));
        page.Samples[0].Flags.ShouldContain(SampleFlags.Late);
    }

    [Fact]
    public async Task the_last_24_hours_are_the_default()
    {
        var now = TimeProvider.System.GetUtcNow();
        await backend.DeliverAsync(
            Sample("read-2", (now.AddHours(-25) - Midnight).TotalSeconds, 1),
            Sample("read-2", (now.AddHours(-23) - Midnight).TotalSeconds, 2)
        );

        var page = await GetAsync<TelemetryPage>("/api/vens/read-2/telemetry");

        page.Samples.ShouldHaveSingleItem().UsedPowerKw.ShouldBe(2);
    }

    [Fact]
    public async Task circuits_are_told_with_their_descriptions_of_all_loads_or_of_one()
    {
        await backend.DeliverAsync(Sample("read-3", 0, 3), Sample("read-3", 10, 5));

        var all = await GetAsync<CircuitPage>($"/api/vens/read-3/circuits/history?{PastDay.Range(0, 24)}&limit=3");
        var one = await GetAsync<CircuitPage>($"/api/vens/read-3/circuits/history?load_id=ev&{PastDay.Range(0, 24)}");

        all.TotalCount.ShouldBe(4);
        all.Snapshots.Select(s => (s.LoadId, s.CurrentPowerKw)).ShouldBe([("ev", 3), ("ev", 5), ("hvac", 1)]);
        all.Snapshots[1].ShouldBe(new CircuitSnapshot(Midnight.AddSeconds(10), "ev", "Charger", "ev", 7, 5, 2, true, 1));
        one.TotalCount.ShouldBe(2);
        one.LoadId.ShouldBe("ev");
        one.Snapshots.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("/api/vens/nobody/telemetry")]
    [InlineData("/api/vens/no%20id/telemetry")]
    [InlineData("/api/vens/nobody/circuits/history")]
    [InlineData("/api/vens/nobody/history")]
    [InlineData("/api/vens/nobody/loads/ev/history")]
    [InlineData("/api/vens/nobody/events")]
    [InlineData("/api/vens/nobody/shadow")]
    public async Task a_ven_that_nobody_knows_is_not_found(string url)
    {
        await backend.Host.Scenario(s =>
        {
            s.Get.Url(url);
            s.StatusCodeShouldBe(404);
            s.Header("content-type").SingleValueShouldEqual("application/problem+json");
        });
    }

    [Theory]
    [InlineData("/api/vens/nobody/telemetry?limit=0", "limit")]
    [InlineData("/api/vens/nobody/telemetry?limit=5001", "limit")]
    [InlineData("/api/vens/nobody/telemetry?limit=many", "limit")]
    [InlineData("/api/vens/nobody/telemetry?start=yesterday", "start")]
    [InlineData("/api/vens/nobody/telemetry?end=2026-11-01T00:00:00", "end")]
    [InlineData("/api/vens/nobody/telemetry?start=2026-11-02T00:00:00Z&end=2026-11-01T00:00:00Z", "start")]
    [InlineData("/api/vens/nobody/circuits/history?limit=-1", "limit")]
    [InlineData("/api/vens/nobody/history?granularity=2m", "granularity")]
    [InlineData("/api/stats/network/history?granularity=day", "granularity")]
    [InlineData("/api/vens/nobody/events?limit=1001", "limit")]
    [InlineData("/api/dead-letters?before=x", "before")]
    public async Task a_wrong_parameter_is_named(string url, string field)
    {
        var result = await backend.Host.Scenario(s =>
        {
            s.Get.Url(url);
            s.StatusCodeShouldBe(400);
            s.Header("content-type").SingleValueShouldEqual("application/problem+json");
        });

        (await result.ReadAsTextAsync()).ShouldContain($"\"errors\":{{\"{field}\":[");
    }

    private async Task<T> GetAsync<T>(string url) => (await backend.Host.Scenario(s => s.Get.Url(url))).ReadAsJson<T>()!;

    private static (string Topic, string Payload) Sample(string venId, double atS, double kw)
    {
        var sample = new TelemetrySample
        {
            VenId = venId,
            At = Midnight.AddSeconds(atS),
            UsedPowerKw = kw,
            Loads =
            [
                new LoadReading("ev", "Charger", "ev", 7, kw, 2, true, 1),
                new LoadReading("hvac", "Heat pump", "hvac", 3, 1, null, true, 2),
            ],
        };
        return (Topics.Telemetry(venId), System.Text.Encoding.UTF8.GetString(sample.ToUtf8()));
    }
}
