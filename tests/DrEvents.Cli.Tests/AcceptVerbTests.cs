using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

/// <summary>Somebody says that odd readings are right as they are.</summary>
public sealed class AcceptVerbTests
{
    private static readonly string[] Asked =
    [
        "ven",
        "accept",
        "ven-1",
        "--from",
        "2026-07-14T12:00:00Z",
        "--to",
        "2026-07-14T15:00+02:00",
        "--reason",
        "the site was closed",
    ];

    private static readonly AcceptedReadingsView Accepted = new(
        Canned.Start,
        Canned.Start.AddHours(1),
        13,
        ["frozen", "spike"],
        "the site was closed",
        "M. Weber",
        Canned.Start.AddHours(9)
    );

    private readonly TestShell _shell = new();

    [Fact]
    public async Task hours_are_accepted_with_their_reason_and_what_they_came_to_is_shown()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens/ven-1/readings/accept", 200, Canned.Json(Accepted));

        (await _shell.Run([.. Asked, "--by", "M. Weber", "--url", backend.Url])).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        var body = backend.Asked.ShouldHaveSingleItem().Body;
        foreach (
            var part in new[]
            {
                "\"from\":\"2026-07-14T12:00:00",
                "\"to\":\"2026-07-14T",
                "\"reason\":\"the site was closed\"",
                "\"by\":\"M. Weber\"",
            }
        )
            body.ShouldContain(part);
        foreach (var part in new[] { "frozen, spike", "the site was closed", "M. Weber", " 13 " })
            _shell.Out.ToString().ShouldContain(part);
    }

    [Theory]
    [InlineData("--reason")]
    [InlineData("--from")]
    [InlineData("--to")]
    public async Task each_of_them_is_needed(string option)
    {
        var at = Array.IndexOf(Asked, option);

        (await _shell.Run([.. Asked[..at], .. Asked[(at + 2)..], "--url", "http://127.0.0.1:1"])).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain(option);
    }

    [Fact]
    public async Task what_was_accepted_stands_beside_the_quality_of_the_days()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/ven-1/quality", 200, Canned.Json(QualityVerbTests.Quality with { Accepted = [Accepted] }));

        (await _shell.Run("ven", "quality", "ven-1", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Out.ToString().ShouldContain("Odd readings that were accepted");
        _shell.Out.ToString().ShouldContain("the site was closed");
    }
}
