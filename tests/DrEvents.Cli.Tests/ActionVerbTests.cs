using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

/// <summary>Who did what, as the command line lists it, and the reason that it sends with what it does.</summary>
public sealed class ActionVerbTests
{
    private static readonly ActionView Stop = new(
        "019f1e43fd0081c4a1f3b29d07e65f40",
        Canned.Start,
        ActionOutcomes.Done,
        "Anna",
        Ways.Key,
        "5d0c9e21",
        "192.0.2.17",
        "too cold",
        "POST /api/events/{id}/stop",
        new Dictionary<string, string> { ["id"] = "evt-1a2b3c4d" },
        "evt-1a2b3c4d",
        null,
        202,
        Canned.Start,
        1,
        [new ActionStreamView("evt-1a2b3c4d", [new ActionEventView("EventStopped", 3)])],
        [],
        0
    );

    private static readonly ActionView Refused = Stop with
    {
        Outcome = ActionOutcomes.Refused,
        Who = null,
        Route = null,
        Ids = new Dictionary<string, string>(),
        EventId = null,
        Status = 401,
        Count = 312,
        Why = null,
    };

    private readonly TestShell _shell = new();

    [Fact]
    public async Task actions_are_listed_with_who_from_where_and_why()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(
            "GET /api/actions?who=Anna&eventId=evt-1a2b3c4d&outcome=done&limit=2",
            200,
            Canned.Json(new ActionPage([Stop, Refused], Stop.Id))
        );

        (await RunAsync(backend, "actions", "--who", "Anna", "--event", "evt-1a2b3c4d", "--outcome", "done", "--limit", "2")).ShouldBe(
            ExitCode.Done,
            _shell.Error.ToString()
        );

        var rows = string.Join(' ', _shell.Out.ToString().Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        rows.ShouldContain("Anna");
        rows.ShouldContain("192.0.2.17");
        rows.ShouldContain("done 202");
        rows.ShouldContain("refused 312 times");
        _shell.Error.ToString().ShouldContain($"--before {Stop.Id}");
    }

    [Fact]
    public async Task the_reason_goes_with_what_changes_something()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("DELETE /api/access/keys/5d0c9e21", 204, "");

        (await RunAsync(backend, "access", "key", "revoke", "5d0c9e21", "--reason", "verloren, grün")).ShouldBe(ExitCode.Done);

        backend.Asked.Single().Reason.ShouldBe("verloren, grün");
    }

    [Fact]
    public async Task a_verb_with_a_reason_of_its_own_sends_it_as_before()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/events/evt-1a2b3c4d/stop", 202, Canned.Json(new StopTaken("stopping", "evt-1a2b3c4d")));

        (await RunAsync(backend, "event", "stop", "evt-1a2b3c4d", "--reason", "too cold")).ShouldBe(ExitCode.Done);

        backend.Asked.Single().Body.ShouldContain("too cold");
    }

    [Theory]
    [InlineData("--outcome", "good")]
    [InlineData("--limit", "501")]
    public async Task a_wrong_filter_is_exit_code_2(string option, string value)
    {
        await using var backend = await CannedBackend.Start();

        (await RunAsync(backend, "actions", option, value)).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain(option);
    }

    private Task<int> RunAsync(CannedBackend backend, params string[] args) => _shell.Run([.. args, "--url", backend.Url]);
}
