using DrEvents.Cli.Tests.Surroundings;

namespace DrEvents.Cli.Tests;

public class SendCommandTests
{
    private readonly ClockThatSkipsWaits _clock = new(TestShell.Now);
    private readonly TestShell _shell;

    public SendCommandTests() => _shell = new TestShell { Clock = _clock };

    [Theory]
    [InlineData("ping", """{"op":"ping"}""")]
    [InlineData("PING", """{"op":"ping"}""")]
    [InlineData("restore", """{"op":"restore"}""")]
    [InlineData("shedPanel --kw 2.5 --duration 1h", """{"op":"shedPanel","requestedReductionKw":2.5,"durationS":3600}""")]
    [InlineData("shedLoad --load l1 --kw 0.5 --duration 90s", """{"op":"shedLoad","durationS":90,"loadId":"l1","reduceKw":0.5}""")]
    [InlineData(
        "setLoad --load l1 --enabled false --capacity 3 --priority 2",
        """{"op":"setLoad","loadId":"l1","enabled":false,"capacityKw":3,"priority":2}"""
    )]
    [InlineData("set --interval 10s --kw 4", """{"op":"set","reportIntervalSeconds":10,"targetPowerKw":4}""")]
    [InlineData("setconfig --enabled true", """{"op":"setConfig","enabled":true}""")]
    [InlineData("get --what loads", """{"op":"get","what":"loads"}""")]
    public async Task each_command_sends_its_fields_and_no_others(string command, string body)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens/ven-1/commands", 202, Canned.Json(Canned.Taken));

        (await _shell.Run(["command", "send", "ven-1", .. command.Split(' '), "--url", backend.Url])).ShouldBe(ExitCode.Done);

        backend.Asked.ShouldBe([new AskedRequest("POST /api/vens/ven-1/commands", body)]);
        _shell.Out.Lines.ShouldBe(["ping for ven-1 dispatched, correlation id c-1"]);
    }

    [Fact]
    public async Task wait_looks_until_the_acknowledgement_with_that_correlation_id_is_there()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens/ven-1/commands", 202, Canned.Json(Canned.Taken));
        backend.Answers("GET /api/vens/ven-1/events", 200, "[]");
        backend.Answers("GET /api/vens/ven-1/events", 200, Canned.Json(new[] { Canned.Ack with { CorrelationId = "another" } }));
        backend.Answers("GET /api/vens/ven-1/events", 200, Canned.Json(new[] { Canned.Ack with { CorrelationId = null }, Canned.Ack }));

        (await _shell.Run("command", "send", "ven-1", "ping", "--wait", "10s", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        backend.Asked.Count.ShouldBe(4);
        _clock.Waits.Count.ShouldBe(2);
        _shell.Rows.ShouldContain("2026-07-14 12:00:00 ping accepted");
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("rejected")]
    [InlineData("failed")]
    public async Task a_refusal_is_exit_code_1_and_says_why(string status)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens/ven-1/commands", 202, Canned.Json(Canned.Taken));
        backend.Answers(
            "GET /api/vens/ven-1/events",
            200,
            Canned.Json(new[] { Canned.Ack with { Status = status, Reason = "unknown op: ping" } })
        );

        (await _shell.Run("command", "send", "ven-1", "ping", "--wait", "10s", "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain("ven-1 refuses ping: unknown op: ping");
    }

    [Fact]
    public async Task no_acknowledgement_in_time_is_exit_code_1()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens/ven-1/commands", 202, Canned.Json(Canned.Taken));
        backend.Answers("GET /api/vens/ven-1/events", 200, "[]");

        (await _shell.Run("command", "send", "ven-1", "ping", "--wait", "3s", "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain("no acknowledgement of ping from ven-1 within 3s");
        _clock.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait).ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task wait_with_json_prints_one_document_the_acknowledgement_or_else_what_was_taken()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens/ven-1/commands", 202, Canned.Json(Canned.Taken));
        backend.Answers("GET /api/vens/ven-1/events", 200, $"[ {Canned.Json(Canned.Ack)} ]");
        backend.Answers("GET /api/vens/ven-1/events", 200, "[]");

        (await _shell.Run("command", "send", "ven-1", "ping", "--wait", "1s", "--json", "--url", backend.Url)).ShouldBe(ExitCode.Done);
        _shell.Out.ToString().ShouldBe(Canned.Json(Canned.Ack) + Environment.NewLine);

        var silent = new TestShell();
        (await silent.Run("command", "send", "ven-1", "ping", "--wait", "1s", "--json", "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);
        silent.Out.ToString().ShouldBe(Canned.Json(Canned.Taken) + Environment.NewLine);
    }
}
