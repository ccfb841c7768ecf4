using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class ReplayTests
{
    private readonly TestShell _shell = new();

    [Fact]
    public async Task identical_figures_are_exit_code_0()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/events/evt-1a2b3c4d/replay", 200, Canned.Json(Report(identical: true)));

        (await _shell.Run("replay", "evt-1a2b3c4d", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        backend.Asked.ShouldBe([new AskedRequest("POST /api/events/evt-1a2b3c4d/replay", "")]);
        _shell.Rows.ShouldContain("Replay identical");
        _shell.Rows.ShouldContain("Measured reduction now kW 48.25 48.25");
        _shell.Rows.ShouldNotContain("Differences");
    }

    [Fact]
    public async Task a_difference_is_shown_and_is_exit_code_1()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/events/evt-1a2b3c4d/replay", 200, Canned.Json(Report(identical: false)));

        (await _shell.Run("replay", "evt-1a2b3c4d", "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);

        _shell.Rows.ShouldContain("Replay different");
        _shell.Rows.ShouldContain("Measured reduction now kW 48.25 47.00");
        _shell.Rows.ShouldContain("metrics.currentReductionKw 48.25 47");
    }

    [Fact]
    public async Task a_difference_is_exit_code_1_with_json_too()
    {
        await using var backend = await CannedBackend.Start();
        var body = Canned.Json(Report(identical: false));
        backend.Answers("POST /api/events/evt-1a2b3c4d/replay", 200, body);

        (await _shell.Run("replay", "evt-1a2b3c4d", "--json", "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);

        _shell.Out.ToString().ShouldBe(body + Environment.NewLine);
    }

    [Fact]
    public async Task vens_whose_samples_are_deleted_are_named_and_are_exit_code_5()
    {
        await using var backend = await CannedBackend.Start();
        var report = Report(identical: true) with { BaselinesRecomputed = 3, NotRecomputable = ["ven-7", "ven-8"] };
        backend.Answers("POST /api/events/evt-1a2b3c4d/replay", 200, Canned.Json(report));

        (await _shell.Run("replay", "evt-1a2b3c4d", "--url", backend.Url)).ShouldBe(ExitCode.NotRecomputable);

        _shell.Rows.ShouldContain("Baselines made anew 3");
        _shell.Rows.ShouldContain("Not recomputable 2 VENs, whose samples are deleted: ven-7, ven-8");
    }

    private static ReplayReport Report(bool identical) =>
        new(
            Canned.EventId,
            identical,
            17,
            Canned.Metrics,
            identical ? Canned.Metrics : Canned.Metrics with { CurrentReductionKw = 47 },
            identical ? [] : [new ReplayDifference("metrics.currentReductionKw", "48.25", "47")]
        );
}
