using System.Text.Json;
using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class PreviewVerbTests
{
    private readonly TestShell _shell = new();

    private static readonly EventPreview Preview = new(
        Canned.Start,
        Canned.Start,
        Canned.Start.AddHours(1),
        StartsAtOnce: true,
        AnnounceAt: null,
        RequestedReductionKw: 50,
        AskedKw: 42,
        ExpectedKw: 40.5,
        AvailableNowKw: 42,
        ShortfallKw: 9.5,
        ShortfallNowKw: 9.5,
        [new PreviewReason("offline", 3, 8), new PreviewReason("record", 2, 1.5)],
        VensMeant: 30,
        VensAsked: 25,
        [new PreviewReason("offline", 3, 8)],
        [new PreviewLimit("maxKw", 4, 6)],
        [new PreviewConflict("evt-0000000a", "active", Canned.Start, Canned.Start.AddHours(1), 0, 5, GoesFirst: true, 2, 4)],
        IsDrawn: true,
        ReturnSeconds: 900,
        Canned.Forecast,
        NoForecastReason: null,
        Total: 30,
        Offset: 0,
        [
            new PreviewVen("ven-1", "Pilot plant", 2.5, null, 2.5, 1, 0, null, null),
            new PreviewVen("ven-2", "School", 0, "offline", null, 1, 0, null, null),
        ]
    );

    [Fact]
    public async Task what_an_event_would_ask_is_shown_and_no_event_is_called()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/events/preview?limit=2", 200, Canned.Json(Preview));

        var exit = await _shell.Run([
            "event",
            "preview",
            "--kw",
            "50",
            "--duration",
            "1h",
            "--group",
            "north",
            "--limit",
            "2",
            "--url",
            backend.Url,
        ]);

        exit.ShouldBe(ExitCode.Done, _shell.Error.ToString());
        var sent = JsonDocument.Parse(backend.Asked.Single().Body).RootElement;
        (sent.GetProperty("requestedReductionKw").GetDouble(), sent.GetProperty("status").GetString()).ShouldBe((50, "active"));
        sent.GetProperty("targets").GetProperty("groups")[0].GetString().ShouldBe("north");
        _shell.Rows.ShouldContain("Start 2026-07-14 12:00:00 +02:00, at once");
        _shell.Rows.ShouldContain("Shares kW 42.00 of 25 VENs");
        _shell.Rows.ShouldContain("Can be held kW 2801.25; in 8 of 10 cases 2455.00 to 3102.50");
        _shell.Rows.ShouldContain("Because of offline 8.00 (3), record 1.50 (2)");
        _shell.Rows.ShouldContain("Limits of homes maxKw 6.00 (4)");
        _shell.Rows.ShouldContain("evt-0000000a shares 2 VENs, keeps them");
        _shell.Rows.ShouldContain("2 of 30 VENs, the largest shares first");
        _shell.Rows.ShouldContain("ven-2 0.00 - offline");
        _shell.Error.ToString().ShouldContain("is drawn anew");
    }

    [Theory]
    [InlineData("--kw 3", "--end or --duration")]
    [InlineData("--kw 3 --duration 1h --limit 0", "--limit: '0'")]
    public async Task what_is_wrong_is_told_before_anything_is_asked(string line, string problem)
    {
        await using var backend = await CannedBackend.Start();

        var exit = await _shell.Run(["event", "preview", "--url", backend.Url, .. line.Split(' ')]);

        exit.ShouldBe(ExitCode.BadInput);
        _shell.Error.ToString().ShouldContain(problem);
        backend.Asked.ShouldBeEmpty();
    }
}
