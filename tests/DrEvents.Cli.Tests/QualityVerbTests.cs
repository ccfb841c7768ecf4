using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public sealed class QualityVerbTests
{
    private static readonly DateOnly Day = new(2026, 7, 13);
    private readonly TestShell _shell = new();

    internal static VenQualityView Quality { get; } =
        new(
            "ven-1",
            "Europe/Berlin",
            Day,
            Day.AddDays(1),
            [new(Day.AddDays(1), new(280, 0, 8, 2400, 0, [])), new(Day, Odd)],
            new(563, 3, 10, 4560, 1, Odd.Flags)
        );

    private static QualityCountsView Odd =>
        new(283, 3, 2, 2160, 1, [new("frozen", 13, Canned.Start), new("negativeWithoutGeneration", 1, Canned.Start.AddHours(1))]);

    [Fact]
    public async Task days_and_their_flags_are_shown()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/ven-1/quality?from=2026-07-13&to=2026-07-14", 200, Canned.Json(Quality));

        (await _shell.Run("ven", "quality", "ven-1", "--from", "2026-07-13", "--to", "2026-07-14", "--url", backend.Url)).ShouldBe(
            ExitCode.Done,
            _shell.Error.ToString()
        );

        _shell.Rows.ShouldContain("2026-07-14 280 0 8 40.0 -");
        _shell.Out.ToString().ShouldContain("13 frozen from 2026-07-14 12:00");
        _shell.Out.ToString().ShouldContain("1 negativeWithoutGeneration");
        _shell.Rows.ShouldContain("All days 563 3 10 76.0");
    }

    [Fact]
    public async Task what_is_no_day_is_refused_before_anybody_is_asked()
    {
        await using var backend = await CannedBackend.Start();

        (await _shell.Run("ven", "quality", "ven-1", "--from", "monday", "--url", backend.Url)).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain("--from");
        _shell.Error.ToString().ShouldContain("a day such as 2026-07-15");
        backend.Asked.ShouldBeEmpty();
    }
}
