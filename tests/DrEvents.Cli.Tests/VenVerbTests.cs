using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class VenVerbTests
{
    private readonly TestShell _shell = new();

    [Fact]
    public async Task register_sends_what_was_given_and_nothing_else()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens", 201, Canned.Json(Canned.Ven));

        var exit = await _shell.Run([
            "ven",
            "register",
            "--name",
            "Pilot plant",
            "--id",
            "ven-1",
            "--lat",
            "52.5",
            "--lon",
            "-13.4",
            "--group",
            "north",
            "--group",
            "pilot",
            "--url",
            backend.Url,
        ]);

        exit.ShouldBe(ExitCode.Done);
        var asked = backend.Asked.ShouldHaveSingleItem();
        asked.Line.ShouldBe("POST /api/vens");
        asked.Body.ShouldBe(
            """{"name":"Pilot plant","location":{"lat":52.5,"lon":-13.4},"registrationId":"ven-1","groups":["north","pilot"]}"""
        );
        _shell.Error.ToString().ShouldBe("drevents: registered" + Environment.NewLine);
        _shell.Rows.ShouldContain("VEN ven-1");
    }

    [Fact]
    public async Task register_says_when_the_ven_was_known_already()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens", 200, Canned.Json(Canned.Ven));

        (await _shell.Run("ven", "register", "--name", "x", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        backend.Asked.Single().Body.ShouldBe("""{"name":"x"}""");
        _shell.Error.ToString().ShouldContain("was registered already");
    }

    [Fact]
    public async Task limit_sends_what_was_named_beside_what_was_there()
    {
        await using var backend = await CannedBackend.Start();
        var limited = Canned.Ven with { Limits = new HomeLimits(MaxKw: 2.5, MaxMinutesPerEvent: 60) };
        backend.Answers("GET /api/vens/ven-1", 200, Canned.Json(limited));
        backend.Answers("PATCH /api/vens/ven-1", 200, Canned.Json(limited));

        var exit = await _shell.Run(
            "ven",
            "limit",
            "ven-1",
            "--minutes",
            "90",
            "--rest",
            "4h",
            "--events-per-day",
            "2",
            "--url",
            backend.Url
        );

        exit.ShouldBe(ExitCode.Done);
        backend.Asked[^1].Line.ShouldBe("PATCH /api/vens/ven-1");
        backend.Asked[^1].Body.ShouldBe("""{"limits":{"maxKw":2.5,"maxMinutesPerEvent":90,"maxEventsPerDay":2,"minRestMinutes":240}}""");
        _shell.Rows.ShouldContain("Limits 2.5 kW, 60 min an event");
    }

    [Fact]
    public async Task limit_takes_all_away_that_is_not_named_beside_none()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("PATCH /api/vens/ven-1", 200, Canned.Json(Canned.Ven));

        (await _shell.Run("ven", "limit", "ven-1", "--none", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        backend.Asked.ShouldHaveSingleItem().Body.ShouldBe("""{"limits":{}}""");
        _shell.Rows.ShouldContain("Limits -");
        (await _shell.Run("ven", "limit", "ven-1", "--url", backend.Url)).ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public async Task exempt_shows_begins_and_ends_an_exemption()
    {
        await using var backend = await CannedBackend.Start();
        var view = new ExemptionView("ven-1", IsExempt: true, ExemptionKinds.Medical, "letter", By: "Anna");
        backend.Answers("GET /api/vens/ven-1/exemption", 200, Canned.Json(view));
        backend.Answers("PUT /api/vens/ven-1/exemption", 200, Canned.Json(view));
        backend.Answers("DELETE /api/vens/ven-1/exemption", 200, Canned.Json(new ExemptionView("ven-1", IsExempt: false)));

        (await RunAsync()).ShouldBe(ExitCode.Done);
        _shell.Rows.ShouldContain("Exempt yes");
        (await RunAsync("--kind", "medical", "--why", "letter")).ShouldBe(ExitCode.Done);
        backend.Asked[^1].Body.ShouldBe("""{"kind":"medical","why":"letter"}""");
        (await RunAsync("--end", "--why", "moved out")).ShouldBe(ExitCode.Done);
        backend.Asked[^1].Body.ShouldBe("""{"why":"moved out"}""");
        string[][] wrong =
        [
            ["--end"],
            ["--kind", "medical"],
            ["--why", "x"],
            ["--until", "2030-01-01T00:00Z"],
            ["--end", "--kind", "other", "--why", "x"],
        ];
        foreach (var said in wrong)
            (await RunAsync(said)).ShouldBe(ExitCode.BadInput);

        Task<int> RunAsync(params string[] said) => _shell.Run(["ven", "exempt", "ven-1", .. said, "--url", backend.Url]);
    }

    [Fact]
    public async Task list_shows_one_row_a_ven()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(
            "GET /api/vens/summary",
            200,
            Canned.Json(new[] { Canned.Summary, Canned.Summary with { Id = "ven-2", LastSeen = null, ResponseTime = null } })
        );

        (await _shell.Run("ven", "list", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("ven-1 Pilot plant online 3.20 2.50 212 2026-07-14 12:00:00");
        _shell.Rows.ShouldContain("ven-2 Pilot plant online 3.20 2.50 - -");
    }

    [Fact]
    public async Task list_of_no_ven_says_so_and_leaves_stdout_empty()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/summary", 200, "[]");

        (await _shell.Run("ven", "list", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Out.ToString().ShouldBeEmpty();
        _shell.Error.ToString().ShouldContain("no VEN is registered");
    }

    [Fact]
    public async Task show_gives_the_ven_its_loads_and_its_last_acknowledgements()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/site:a_1", 200, Canned.Json(Canned.Ven with { Id = "site:a_1" }));
        backend.Answers(
            "GET /api/vens/site:a_1/events",
            200,
            Canned.Json(new[] { Canned.Ack, Canned.Ack with { Op = "restore", Status = "refused", Reason = "unknown op: restore" } })
        );

        (await _shell.Run("ven", "show", "site:a_1", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("Last seen 2026-07-14 12:00:00 +02:00");
        _shell.Rows.ShouldContain("l1 Boiler water_heater 1.25 3.00 2.50 1 yes");
        _shell.Rows.ShouldContain("2026-07-14 12:00:00 restore refused - - - unknown op: restore");
    }

    [Fact]
    public async Task names_cannot_steer_the_terminal_or_the_tables()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(
            "GET /api/vens/summary",
            200,
            Canned.Json(new[] { Canned.Summary with { Name = "[red]a[/]\u001b[31mb\nc\u202ed" } })
        );

        (await _shell.Run("ven", "list", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Out.ToString().ShouldContain("[red]a[/]·[31mb·c·d");
        _shell.Out.ToString().ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task a_narrow_terminal_costs_lines_but_never_part_of_an_id()
    {
        await using var backend = await CannedBackend.Start();
        var id = string.Concat(Enumerable.Repeat("0123456789", 12));
        backend.Answers("GET /api/vens/summary", 200, Canned.Json(new[] { Canned.Summary with { Id = id } }));
        var narrow = new TestShell { WidthColumns = 80 };

        (await narrow.Run("ven", "list", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        var firstColumn = narrow.Out.Lines.Select(line => line.Trim().Split(' ')[0]).Where(word => word.All(char.IsDigit));
        string.Concat(firstColumn).ShouldStartWith(id);
    }
}
