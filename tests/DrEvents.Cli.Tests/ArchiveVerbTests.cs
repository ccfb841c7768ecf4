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
        _shell.Rows.ShouldContain("VEN-days to put back 3");
        _shell.Rows.ShouldContain("Newest day of these 2025-05-01");
    }

    [Fact]
    public async Task days_of_some_vens_are_asked_for()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/archive/restore", 202, Canned.Json(new RestoreTaken(7, 60_480, Canned.Start)));

        (
            await _shell.Run("archive", "restore", "2026-10-01", "2026-10-07", "--ven", "ven-1", "--ven", "ven-2", "--url", backend.Url)
        ).ShouldBe(ExitCode.Done);

        backend.Asked.ShouldBe([
            new AskedRequest("POST /api/archive/restore", """{"from":"2026-10-01","to":"2026-10-07","venIds":["ven-1","ven-2"]}"""),
        ]);
        _shell.Rows.ShouldContain("Samples 60480");
    }

    [Fact]
    public async Task a_day_that_is_none_is_refused_by_its_name()
    {
        (await _shell.Run("archive", "restore", "yesterday", "2026-10-07")).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain("FROM: 'yesterday' is not a day such as 2026-10-31.");
    }
}
