using System.Net;
using System.Net.Sockets;
using DrEvents.Cli.Tests.Surroundings;

namespace DrEvents.Cli.Tests;

public class BackendFailureTests
{
    private const string Problem = """
        {"type":"about:blank","title":"The event cannot be taken","status":400,"detail":"Two fields are wrong.",
         "errors":{"requestedReductionKw":["must be more than 0","must be finite"],"endTime":["is past"]}}
        """;

    private readonly ClockThatSkipsWaits _clock = new(TestShell.Now);
    private readonly TestShell _shell;

    public BackendFailureTests() => _shell = new TestShell { Clock = _clock };

    [Fact]
    public async Task problem_details_are_told_field_by_field()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/events", 400, Problem, "application/problem+json");

        (await _shell.Run("event", "create", "--kw", "0", "--duration", "1h", "--url", backend.Url)).ShouldBe(ExitCode.BadInput);

        _shell.Error.Lines.ShouldBe([
            "drevents: POST /api/events was answered with 400 BadRequest: The event cannot be taken",
            "  Two fields are wrong.",
            "  requestedReductionKw: must be more than 0",
            "  requestedReductionKw: must be finite",
            "  endTime: is past",
        ]);
        _shell.Out.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_detail_that_says_what_the_fields_say_is_told_once()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(
            "PUT /api/vens/ven-1/profile",
            400,
            """{"title":"The request is not valid","detail":"profile: is none of a, b; why: is too long","errors":{"profile":["is none of a, b"],"why":["is too long"]}}""",
            "application/problem+json"
        );

        string[] verb = ["ven", "profile", "ven-1", "--assign", "nothing", "--why", "x"];
        (await _shell.Run([.. verb, "--url", backend.Url])).ShouldBe(ExitCode.BadInput);

        _shell.Error.Lines.ShouldBe([
            "drevents: PUT /api/vens/ven-1/profile was answered with 400 BadRequest: The request is not valid",
            "  profile: is none of a, b",
            "  why: is too long",
        ]);
    }

    [Theory]
    [InlineData(400, 2)]
    [InlineData(401, 1)]
    [InlineData(404, 1)]
    [InlineData(409, 1)]
    [InlineData(422, 2)]
    [InlineData(429, 3)]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    public async Task the_status_decides_the_exit_code(int status, int exit)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/events/evt-1a2b3c4d/stop", status, """{"title":"No"}""", "application/problem+json");

        (await _shell.Run("event", "stop", "evt-1a2b3c4d", "--url", backend.Url)).ShouldBe(exit);

        _shell.Error.ToString().ShouldContain($"{status}");
        _shell.Error.ToString().ShouldContain("No");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Bad Gateway\u001b[2J</html>")]
    [InlineData("[1,2]")]
    [InlineData("""{"errors":7,"detail":[]}""")]
    public async Task an_error_that_is_no_problem_document_is_told_too(string body)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/summary", 502, body, "text/html");

        (await _shell.Run("ven", "list", "--url", backend.Url)).ShouldBe(ExitCode.Unreachable);

        _shell.Error.ToString().ShouldContain("502 BadGateway");
        _shell.Error.ToString().ShouldNotContain("\u001b");
    }

    [Theory]
    [InlineData("<html>a login page</html>")]
    [InlineData("null")]
    [InlineData("[{}]")]
    [InlineData("""[{"id":"ven-1"}]""")]
    [InlineData("""[{"id":null,"name":"x","location":"","status":"","controllablePower":1,"currentPower":1,"address":""}]""")]
    public async Task a_success_that_is_not_the_contracts_is_not_taken_for_one(string body)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/summary", 200, body, "text/html");

        (await _shell.Run("ven", "list", "--url", backend.Url)).ShouldBe(ExitCode.Unreachable);

        _shell.Error.ToString().ShouldContain("GET /api/vens/summary was answered with something that is not DrEvents' contract");
        _shell.Out.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task no_backend_is_one_clear_message_with_the_address_and_what_to_do()
    {
        var url = $"http://127.0.0.1:{FreePort()}";

        (await _shell.With("DREVENTS_URL", url).Run("ven", "list")).ShouldBe(ExitCode.Unreachable);

        _shell.Error.Lines.ShouldBe([
            $"drevents: no backend at {url}: Connection refused.",
            "Is it running there? Say another address with --url or DREVENTS_URL.",
        ]);
    }

    [Fact]
    public async Task the_option_goes_before_the_variable()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/summary", 200, "[]");

        (await _shell.With("DREVENTS_URL", "http://127.0.0.1:1").Run("--url", backend.Url, "ven", "list")).ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task an_address_below_a_path_keeps_its_path()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /dr/api/vens/summary", 200, "[]");

        (await _shell.Run("ven", "list", "--url", backend.Url + "/dr")).ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task a_busy_backend_is_asked_again_when_it_says()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/summary", 503, "", retryAfter: "2");
        backend.Answers("GET /api/vens/summary", 503, "", retryAfter: "Tue, 14 Jul 2026 10:00:05 GMT");
        backend.Answers("GET /api/vens/summary", 503, "", retryAfter: "3600");
        backend.Answers("GET /api/vens/summary", 200, "[]");

        (await _shell.Run("ven", "list", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _clock.Waits.ShouldBe([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(15)]);
    }

    [Fact]
    public async Task a_backend_that_stays_busy_is_asked_five_times()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/summary", 503, "", retryAfter: "1");

        (await _shell.Run("ven", "list", "--url", backend.Url)).ShouldBe(ExitCode.Unreachable);

        backend.Asked.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("GET /api/vens/summary", "ven list", null)]
    [InlineData("POST /api/events/evt-1a2b3c4d/stop", "event stop evt-1a2b3c4d", "1")]
    [InlineData("DELETE /api/events/evt-1a2b3c4d", "event cancel evt-1a2b3c4d", "1")]
    public async Task changes_and_reads_without_a_time_to_wait_are_never_repeated(string request, string line, string? retryAfter)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(request, 503, "", retryAfter: retryAfter);

        (await _shell.Run([.. line.Split(' '), "--url", backend.Url])).ShouldBe(ExitCode.Unreachable);

        backend.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_interrupted_verb_ends_quietly()
    {
        await using var backend = await CannedBackend.Start();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        (await _shell.Run(stop.Token, "ven", "list", "--url", backend.Url)).ShouldBe(ExitCode.Interrupted);

        _shell.Error.ToString().ShouldBeEmpty();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
