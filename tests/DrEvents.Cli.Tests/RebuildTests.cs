using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class RebuildTests
{
    private static readonly RebuildView Running = new("live", "running", 1_500_000, 6_000_000, 250_000, 18, Canned.Start, null, null);
    private readonly TestShell _shell = new();

    [Fact]
    public async Task all_read_models_are_shown_with_how_far_they_are()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/rebuilds", 200, Canned.Json(new[] { Running, Running with { Name = "vens", Status = "done" } }));

        (await _shell.Run("rebuild", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("live running 1500000 6000000 250000 00:00:18 -");
    }

    [Fact]
    public async Task one_is_begun()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/rebuilds/live", 202, Canned.Json(Running));

        (await _shell.Run("rebuild", "live", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        backend.Asked.ShouldBe([new AskedRequest("POST /api/rebuilds/live", "")]);
    }

    [Fact]
    public async Task one_is_stopped()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("DELETE /api/rebuilds/live", 200, Canned.Json(Running with { Status = "stopped" }));

        (await _shell.Run("rebuild", "live", "--stop", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("live stopped 1500000 6000000 250000 00:00:18 -");
    }

    [Fact]
    public async Task what_is_to_be_stopped_has_to_be_said()
    {
        (await _shell.Run("rebuild", "--stop")).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain("--stop: which one is not said");
    }
}
