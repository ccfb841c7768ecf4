using System.Text.Json;
using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class EventVerbTests
{
    private readonly TestShell _shell = new();

    [Theory]
    // The clock says 10:00 UTC, 12:00 local.
    [InlineData("--duration 1h", "2026-07-14T10:00:00Z", "2026-07-14T11:00:00Z", "active")]
    [InlineData("--start now --end +90s", "2026-07-14T10:00:00Z", "2026-07-14T10:01:30Z", "active")]
    [InlineData("--start +5m --duration 1h30m", "2026-07-14T10:05:00Z", "2026-07-14T11:35:00Z", null)]
    [InlineData("--start 17:30 --duration 1.5h", "2026-07-14T15:30:00Z", "2026-07-14T17:00:00Z", null)]
    [InlineData("--start 08:00 --end 09:00", "2026-07-15T06:00:00Z", "2026-07-15T07:00:00Z", null)]
    [InlineData("--start 23:30 --end 00:30", "2026-07-14T21:30:00Z", "2026-07-14T22:30:00Z", null)]
    [InlineData("--start 2026-07-14T11:00:00+02:00 --end 2026-07-14T12:00:00Z", "2026-07-14T09:00:00Z", "2026-07-14T12:00:00Z", null)]
    public async Task create_sends_the_window_that_was_meant(string window, string start, string end, string? status)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/events", 201, Canned.Json(Canned.Event));

        var exit = await _shell.Run(["event", "create", "--kw", "50", "--url", backend.Url, .. window.Split(' ')]);

        exit.ShouldBe(ExitCode.Done, _shell.Error.ToString());
        var sent = JsonDocument.Parse(backend.Asked.Single().Body).RootElement;
        sent.GetProperty("startTime").GetDateTimeOffset().ShouldBe(Time(start));
        sent.GetProperty("endTime").GetDateTimeOffset().ShouldBe(Time(end));
        (sent.TryGetProperty("status", out var s) ? s.GetString() : null).ShouldBe(status);
    }

    [Theory]
    // Clocks were set back from 03:00 to 02:00 ten minutes ago: 02:48 is in 38 minutes, not tomorrow.
    [InlineData("--start 02:48 --duration 1h", "2026-10-25T01:48:00Z", "2026-10-25T02:48:00Z")]
    [InlineData("--start +1m --end 02:48", "2026-10-25T01:11:00Z", "2026-10-25T01:48:00Z")]
    public async Task an_hour_that_comes_twice_is_the_one_that_is_ahead(string window, string start, string end)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/events", 201, Canned.Json(Canned.Event));
        var shell = new TestShell { Clock = new ClockThatSkipsWaits(Time("2026-10-25T01:10:00Z"), SummerTime.Usual) };

        var exit = await shell.Run(["event", "create", "--kw", "50", "--url", backend.Url, .. window.Split(' ')]);

        exit.ShouldBe(ExitCode.Done, shell.Error.ToString());
        var sent = JsonDocument.Parse(backend.Asked.Single().Body).RootElement;
        sent.GetProperty("startTime").GetDateTimeOffset().ShouldBe(Time(start));
        sent.GetProperty("endTime").GetDateTimeOffset().ShouldBe(Time(end));
    }

    [Fact]
    public async Task an_hour_that_does_not_come_is_refused()
    {
        await using var backend = await CannedBackend.Start();
        var shell = new TestShell { Clock = new ClockThatSkipsWaits(Time("2026-03-28T20:00:00Z"), SummerTime.Usual) };

        var exit = await shell.Run(["event", "create", "--kw", "50", "--url", backend.Url, "--start", "02:30", "--duration", "1h"]);

        exit.ShouldBe(ExitCode.BadInput);
        shell.Error.ToString().ShouldContain("--start: the local clock skips this time");
        backend.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task create_sends_all_that_was_given()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/events", 201, Canned.Json(Canned.Event));

        var exit = await _shell.Run([
            .. "event create --kw 2.5 --start +1m --duration 1m --priority 0 --allocation equal --ven a --ven b --group g --hold-out 10 --url".Split(
                ' '
            ),
            backend.Url,
        ]);

        exit.ShouldBe(ExitCode.Done);
        backend
            .Asked.Single()
            .Body.ShouldBe(
                """{"startTime":"2026-07-14T10:01:00+00:00","endTime":"2026-07-14T10:02:00+00:00","requestedReductionKw":2.5,"priority":0,"allocation":"equal","targets":{"venIds":["a","b"],"groups":["g"]},"holdOutPercent":10}"""
            );
        _shell.Rows.ShouldContain("Event evt-1a2b3c4d");
        _shell.Rows.ShouldContain("End 2026-07-14 13:00:00 +02:00 (1h)");
        _shell.Rows.ShouldContain("Meant for VEN ven-1, group north");
    }

    [Theory]
    [InlineData("--start 2026-07-14T11:00:00Z --end 2026-07-14T11:00:00Z")]
    [InlineData("--start +10m --end +5m")]
    public async Task an_end_that_is_not_after_the_start_is_refused_before_anything_is_sent(string window)
    {
        await using var backend = await CannedBackend.Start();

        (await _shell.Run(["event", "create", "--kw", "5", "--url", backend.Url, .. window.Split(' ')])).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain("--end:");
        backend.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task list_shows_one_row_an_event_and_can_be_narrowed()
    {
        await using var backend = await CannedBackend.Start();
        var done = Canned.Event with { Id = "evt-00000002", Status = "completed", ActualReductionKw = -0.5 };
        backend.Answers("GET /api/events", 200, Canned.Json(new[] { Canned.Event, done }));

        (await _shell.Run("event", "list", "--url", backend.Url)).ShouldBe(ExitCode.Done);
        _shell.Rows.ShouldContain("evt-1a2b3c4d active 2026-07-14 12:00:00 1h 50.00 - 100");
        _shell.Rows.ShouldContain("evt-00000002 completed 2026-07-14 12:00:00 1h 50.00 -0.50 100");

        var narrowed = new TestShell();
        (await narrowed.Run("event", "list", "--status", "completed", "--url", backend.Url)).ShouldBe(ExitCode.Done);
        narrowed.Rows.ShouldNotContain("evt-1a2b3c4d");
        narrowed.Rows.ShouldContain("evt-00000002");
    }

    [Fact]
    public async Task list_narrowed_keeps_the_servers_own_text_of_what_stays()
    {
        await using var backend = await CannedBackend.Start();
        var done = Canned.Event with { Status = "completed" };
        backend.Answers("GET /api/events", 200, $"[{Canned.Json(Canned.Event)}, {Canned.Json(done)}]");

        (await _shell.Run("event", "list", "--status", "completed", "--json", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Out.ToString().ShouldBe($"[{Canned.Json(done)}]" + Environment.NewLine);
    }

    [Fact]
    public async Task show_gives_figures_parts_and_the_life_of_commands()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/events/evt-1a2b3c4d", 200, Canned.Json(Canned.Detail));

        (await _shell.Run("event", "show", "evt-1a2b3c4d", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("Measured reduction now kW 48.25");
        _shell.Rows.ShouldContain("Claimed reduction now kW 49.00");
        _shell.Rows.ShouldContain("Mean answer ms 212");
        _shell.Rows.ShouldContain("ven-1 Pilot plant shedding 25.00 25.00 24.50 24.90 212");
        _shell.Rows.ShouldContain("ven-2 Pilot plant refused 25.00 25.00 24.50 24.90 212");
        _shell.Out.Lines.ShouldContain("ven-2: unknown op");
        _shell.Out.Lines.ShouldContain("Without a baseline, so that what they shed is their own claim: ven-2");
        _shell.Rows.ShouldContain("2026-07-14 12:00:00 ven-1 shedPanel r2 25.00 kW acknowledged");
        _shell.Rows.ShouldContain("broker +35 ms, answer +247 ms, sent 3 times, c-1");
    }

    [Theory]
    [InlineData(
        "stop",
        "POST /api/events/evt-1a2b3c4d/stop",
        202,
        """{"status":"stopping","eventId":"evt-1a2b3c4d"}""",
        "evt-1a2b3c4d stopping"
    )]
    [InlineData("cancel", "DELETE /api/events/evt-1a2b3c4d", 204, "", "evt-1a2b3c4d cancelled")]
    public async Task stop_and_cancel_say_what_happened_and_carry_the_reason(
        string verb,
        string request,
        int status,
        string answer,
        string said
    )
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(request, status, answer);

        (await _shell.Run("event", verb, "evt-1a2b3c4d", "--url", backend.Url)).ShouldBe(ExitCode.Done);
        (await _shell.Run("event", verb, "evt-1a2b3c4d", "--reason", "grid is fine", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        (await _shell.Run("event", verb, "evt-1a2b3c4d", "--at-once", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        backend.Asked.ShouldBe([
            new AskedRequest(request, ""),
            new AskedRequest(request, """{"reason":"grid is fine"}"""),
            new AskedRequest(request, """{"atOnce":true}"""),
        ]);
        _shell.Out.Lines.ShouldBe([said, said, said]);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
