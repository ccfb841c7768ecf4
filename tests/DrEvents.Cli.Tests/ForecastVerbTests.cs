using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class ForecastVerbTests
{
    private const string Asked = "GET /api/forecast?end=2026-07-14T14:00:00Z";
    private readonly TestShell _shell = new();

    [Theory]
    // The clock says 10:00 UTC, 12:00 local.
    [InlineData("", "end=2026-07-14T14:00:00Z")]
    [InlineData("--duration 90m", "end=2026-07-14T11:30:00Z")]
    [InlineData("--start 17:00 --end 19:00 --interval 5m", "start=2026-07-14T15:00:00Z&end=2026-07-14T17:00:00Z&granularity=5m")]
    [InlineData("--start +1h --ven a --ven b:1", "start=2026-07-14T11:00:00Z&end=2026-07-14T15:00:00Z&venIds=a,b%3A1")]
    [InlineData("--group north&south --duration 1h", "end=2026-07-14T11:00:00Z&groups=north%26south")]
    public async Task the_window_and_the_vens_that_were_meant_are_asked_for(string line, string query)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/forecast?" + query, 200, Canned.Json(Canned.Forecast));

        var exit = await _shell.Run(["forecast", "--url", backend.Url, .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        exit.ShouldBe(ExitCode.Done, $"{_shell.Error} {string.Join(' ', backend.Asked)}");
    }

    [Fact]
    public async Task what_can_be_held_is_shown_with_its_band_and_what_it_rests_on()
    {
        await RunAsync(Canned.Forecast);

        _shell.Rows.ShouldContain("To 2026-07-14 13:30:00 +02:00 (30m)");
        _shell.Rows.ShouldContain("Can be held throughout kW 2801.25");
        _shell.Rows.ShouldContain("In 8 of 10 cases kW 2455.00 to 3102.50");
        _shell.Rows.ShouldContain("Delivered before 94 % of what was asked");
        _shell.Rows.ShouldContain("10 like days from 2026-07-01 to 2026-07-13, times 1.08 to be as today; quantiles");
        _shell.Rows.ShouldContain("2026-07-14 13:00 2850.00 2500.40 3190.00");
        _shell.Rows.ShouldContain("1 an event in these hours 2026-07-10");
    }

    [Fact]
    public async Task without_history_no_band_is_shown_and_the_reason_is()
    {
        var now = new ForecastBand(12, null, null);
        await RunAsync(
            Canned.Forecast with
            {
                Hold = now,
                Intervals = [new ForecastInterval(Canned.Start, now)],
                Method = ForecastMethods.AvailableNow,
                NoBandReason = "fewer than three like days are stored",
                LevelFactor = null,
                TimesAsked = 0,
                Days = [],
            }
        );

        _shell.Rows.ShouldContain("Rests on what can be shed now, as fewer than three like days are stored");
        _shell.Rows.ShouldContain("2026-07-14 12:00 12.00");
        _shell.Rows.ShouldContain("Delivered before never asked yet");
        _shell.Rows.ShouldNotContain("10 %");
        _shell.Rows.ShouldNotContain("8 of 10");
        _shell.Rows.ShouldNotContain("not used");
    }

    private async Task RunAsync(ForecastView forecast)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(Asked, 200, Canned.Json(forecast));
        (await _shell.Run("forecast", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());
    }
}
