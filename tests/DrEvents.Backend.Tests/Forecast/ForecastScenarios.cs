using System.Net.Http.Json;
using Alba;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Forecast;

[Collection(typeof(BackendCollection))]
public sealed class ForecastScenarios(BackendFixture backend)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("start=yesterday", "start")]
    [InlineData("start=2020-01-01T00:00:00Z", "start")]
    [InlineData("start=+1h&end=+0h", "start")]
    [InlineData("end=+49h&start=+47h", "end")]
    [InlineData("start=+1h&end=+26h", "end")]
    [InlineData("granularity=1h", "granularity")]
    [InlineData("venIds=a/b", "venIds")]
    [InlineData("venIds=nobody-here", "venIds")]
    [InlineData("groups=north,,south", "groups")]
    [InlineData("groups=nobody-is-in-it", "groups")]
    [InlineData("start=never&granularity=2m&groups=%20", "start", "granularity", "groups")]
    public async Task a_bad_query_is_refused_by_the_names_of_its_fields(string query, params string[] fields)
    {
        var asked = System.Text.RegularExpressions.Regex.Replace(query, @"\+(\d+)h", m => At(int.Parse(m.Groups[1].ValueSpan)));

        var answer = await backend.Host.Scenario(s =>
        {
            s.Get.Url("/api/forecast?" + asked);
            s.StatusCodeShouldBe(400);
        });

        var problem = answer.ReadAsJson<HttpValidationProblems>()!;
        problem.Errors.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Fact]
    public async Task samples_of_weeks_become_a_forecast_by_which_a_later_event_is_judged()
    {
        await backend.DeliverAsync([.. Samples("foreseen-1", availableKw: 4)]);
        // Now it can shed less than it could in all the time before.
        await backend.DeliverAsync(Sample("foreseen-1", TimeProvider.System.GetUtcNow(), 1));
        await backend.CatchUpAsync();

        var forecast = (
            await backend.Host.Scenario(s => s.Get.Url($"/api/forecast?start={At(1)}&end={At(2)}&venIds=foreseen-1&granularity=5m"))
        ).ReadAsJson<ForecastView>()!;

        forecast.NoBandReason.ShouldBeNull(string.Join("; ", forecast.Days));
        forecast.Hold.ShouldBe(new ForecastBand(4, 4, 4));
        forecast.AvailableNowKw.ShouldBe(1);
        forecast.TimeZone.ShouldBe("UTC");
        (await ShortfallAsync(Now.AddHours(1))).ShouldBe(6);
        (await ShortfallAsync(Now.AddMinutes(10))).ShouldBe(9);
    }

    private async Task<double> ShortfallAsync(DateTimeOffset start)
    {
        var client = backend.Host.Server.CreateClient();
        var request = new CreateEventRequest(start, start.AddMinutes(30), 10, Targets: new EventTargets(["foreseen-1"]));
        var created = (await (await client.PostAsJsonAsync("/api/events", request)).Content.ReadFromJsonAsync<EventView>())!;
        await client.DeleteAsync($"/api/events/{created.Id}");
        return created.ShortfallKw;
    }

    /// <summary>A sample every five minutes of the hours about this one, on each day that may be like today.</summary>
    private static IEnumerable<(string, string)> Samples(string venId, double availableKw)
    {
        for (var day = 46; day >= 0; day--)
        {
            for (var minute = -210; minute <= 150 && Now.AddDays(-day).AddMinutes(minute) < Now.AddMinutes(-1); minute += 5)
                yield return Sample(venId, Now.AddDays(-day).AddMinutes(minute), availableKw);
        }
    }

    private static (string, string) Sample(string venId, DateTimeOffset at, double availableKw) =>
        (
            Topics.Telemetry(venId),
            FormattableString.Invariant(
                $$"""{"timestamp":{{at.ToUnixTimeMilliseconds()}},"usedPowerKw":5,"loads":[{"id":"ev","currentPowerKw":5,"shedCapabilityKw":{{availableKw}}}]}"""
            )
        );

    private static string At(int hours) =>
        Now.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record HttpValidationProblems(Dictionary<string, string[]> Errors);
}
