using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class ArchiveVerbTests
{
    private readonly TestShell _shell = new();

    [Fact]
    public async Task the_archive_is_shown_in_figures()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/archive", 200, Canned.Json(Canned.Archive));

        (await _shell.Run("archive", "show", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("VEN-days 31");
        _shell.Rows.ShouldContain("Oldest day 2026-06-01");
        _shell.Rows.ShouldContain("VEN-days to reopen 3");
        _shell.Rows.ShouldContain("Newest day of these 2025-05-01");
    }

    [Theory]
    [InlineData("reopen")]
    [InlineData("restore")]
    public async Task days_of_some_vens_are_asked_for(string verb)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/archive/reopen", 202, Canned.Json(new ReopenTaken(7, 60_480, Canned.Start)));

        (await _shell.Run("archive", verb, "2026-10-01", "2026-10-07", "--ven", "ven-1", "--ven", "ven-2", "--url", backend.Url)).ShouldBe(
            ExitCode.Done
        );

        backend.Asked.ShouldBe([
            new AskedRequest("POST /api/archive/reopen", """{"from":"2026-10-01","to":"2026-10-07","venIds":["ven-1","ven-2"]}"""),
        ]);
        _shell.Rows.ShouldContain("Samples 60480");
    }

    [Fact]
    public async Task a_range_of_which_nothing_is_in_the_archive_is_exit_code_1_and_says_why()
    {
        await using var backend = await CannedBackend.Start();
        const string why = "The archive holds nothing from 2999-01-01 to 2999-01-07. It holds nothing at all.";
        backend.Answers("POST /api/archive/reopen", 404, $$"""{"title":"Nothing to reopen","status":404,"detail":"{{why}}"}""");

        (await _shell.Run("archive", "reopen", "2999-01-01", "2999-01-07", "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain(why);
        _shell.Out.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_day_that_is_none_is_refused_by_its_name()
    {
        (await _shell.Run("archive", "reopen", "yesterday", "2026-10-07")).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain("FROM: 'yesterday' is not a day such as 2026-10-31.");
    }
}
