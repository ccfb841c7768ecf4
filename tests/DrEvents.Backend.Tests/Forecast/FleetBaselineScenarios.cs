using System.Globalization;
using Alba;
using DrEvents.Backend.Features.Forecast;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Forecast;

/// <summary>Two homes use 5 and 7 kW for weeks, today twice as much, and in the last hour much less.</summary>
public sealed class FleetBaselineScenarios(BackendFixture backend) : IClassFixture<BackendFixture>
{
    private const int MinutesAskedFor = 60;
    private static readonly DateTimeOffset End = StartOfFiveMinutes(TimeProvider.System.GetUtcNow().AddMinutes(-5));
    private static readonly DateTimeOffset Start = End.AddMinutes(-MinutesAskedFor);

    [Fact]
    public async Task samples_of_weeks_become_what_would_have_been_used()
    {
        await backend.DeliverAsync([.. Samples("used-1", kw: 5), .. Samples("used-2", kw: 7)]);
        await backend.CatchUpAsync();

        var whole = (
            await backend.Host.Scenario(s => s.Get.Url($"/api/stats/network/baseline?start={Text(Start)}&end={Text(End)}"))
        ).ReadAsJson<FleetBaselineView>()!;
        var used = (
            await backend.Host.Scenario(s => s.Get.Url($"/api/stats/network/history?start={Text(Start)}&end={Text(End)}"))
        ).ReadAsJson<HistoryView>()!;

        whole.NoBaselineReason.ShouldBeNull(string.Join("; ", whole.Days));
        whole.LevelFactor.ShouldBe(2);
        whole.Points.Select(p => p.Timestamp).ShouldBe(used.Points.Select(p => p.Timestamp));
        whole.Points.ShouldAllBe(p => p.Used == new ForecastBand(24, 24, 24));
        used.Points.ShouldAllBe(p => p.UsedPowerKw == 2);

        await using var session = backend.Store.QuerySession();
        var query = new HistoryQuery(Start, End, TimeSpan.FromMinutes(5));
        var one = await backend.Host.Services.GetRequiredService<FleetBaseline>().OfAsync(session, query, ["used-2"], default);
        one.Points.ShouldAllBe(p => p.Used == new ForecastBand(14, 14, 14));
        var nobody = await backend.Host.Services.GetRequiredService<FleetBaseline>().OfAsync(session, query, ["used-3"], default);
        (nobody.Points.Count, nobody.NoBaselineReason).ShouldBe((0, FleetForecast.NoHistory));
    }

    [Theory]
    [InlineData("start=yesterday", "start")]
    [InlineData("granularity=15m", "granularity")]
    [InlineData("start=2026-01-01T00:00:00Z&end=2026-01-02T02:00:00Z", "start")]
    public async Task a_bad_query_is_refused_by_the_name_of_its_field(string query, string field)
    {
        var answer = await backend.Host.Scenario(s =>
        {
            s.Get.Url("/api/stats/network/baseline?" + query);
            s.StatusCodeShouldBe(400);
        });

        answer.ReadAsJson<Microsoft.AspNetCore.Mvc.ValidationProblemDetails>()!.Errors.Keys.ShouldBe([field]);
    }

    /// <summary>A sample every five minutes of the hours about this one, on each day that may be like today.</summary>
    private static IEnumerable<(string, string)> Samples(string venId, double kw)
    {
        for (var day = 46; day >= 0; day--)
        {
            for (var at = End.AddDays(-day).AddMinutes(-250); at < End.AddDays(-day); at = at.AddMinutes(5))
            {
                var used =
                    day > 0 ? kw
                    : at < Start ? 2 * kw
                    : 1;
                yield return (
                    Topics.Telemetry(venId),
                    FormattableString.Invariant($$"""{"timestamp":{{at.AddSeconds(1).ToUnixTimeMilliseconds()}},"usedPowerKw":{{used}}}""")
                );
            }
        }
    }

    private static DateTimeOffset StartOfFiveMinutes(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.FromMinutes(5).Ticks));

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
