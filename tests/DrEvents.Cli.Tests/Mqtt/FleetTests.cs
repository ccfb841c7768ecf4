using System.Text.Json;
using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Cli.Tests.Mqtt;

public class FleetTests
{
    private readonly TestShell _shell = new() { Clock = TimeProvider.System };

    [Fact]
    public async Task a_fleet_runs_until_it_is_interrupted_and_leaves_its_truth()
    {
        await using var broker = await TestBroker.Start();
        var truth = Path.GetTempFileName();
        using var stop = new CancellationTokenSource();

        var run = Fleet(broker.Port, stop.Token, "--count", "3", "--ramp", "1000", "--truth", truth);
        await _shell.Out.LineWith("3/3 started  3 connected");
        await stop.CancelAsync();

        (await run).ShouldBe(ExitCode.Done);
        _shell.Error.ToString().ShouldContain("3 VENs measured");
        var rows = await File.ReadAllLinesAsync(truth);
        rows[0].ShouldBe("venId,at,usedKw,wouldHaveUsedKw,deliveredKw,eventId");
        rows.Skip(1).Select(row => row.Split(',')[0]).Distinct().Order().ShouldBe(["sim-00001", "sim-00002", "sim-00003"]);
        File.Delete(truth);
    }

    [Fact]
    public async Task json_is_an_object_a_line_and_nothing_else_on_stdout()
    {
        await using var broker = await TestBroker.Start();

        (await Fleet(broker.Port, default, "--count", "2", "--for", "3s", "--json")).ShouldBe(ExitCode.Done);

        _shell.Out.Lines.ShouldNotBeEmpty();
        foreach (var line in _shell.Out.Lines)
            JsonDocument.Parse(line).RootElement.GetProperty("vens").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task days_before_are_written_first_at_the_clock_of_the_homes()
    {
        await using var broker = await TestBroker.Start();
        using var stop = new CancellationTokenSource();

        var run = Fleet(broker.Port, stop.Token, [.. "--count 1 --history 2 --history-interval 15m --json".Split(' '), .. HomeClock]);
        await _shell.Out.LineWith("\"connected\":1,\"inEvent\":0,\"samples\":1");
        await stop.CancelAsync();

        (await run).ShouldBe(ExitCode.Done);
        var lines = _shell.Out.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        // Time goes on while they are written: one interval more may be over.
        lines[0].GetProperty("historyTotal").GetInt64().ShouldBe(2 * 96);
        lines[0].GetProperty("historyWritten").GetInt64().ShouldBeLessThan(2 * 96);
        lines[0].GetProperty("started").GetInt32().ShouldBe(0);
        lines[^1].GetProperty("historyWritten").GetInt64().ShouldBeInRange(2 * 96, (2 * 96) + 1);
        lines[0].GetProperty("homesAt").GetDateTimeOffset().ShouldBeInRange(Afternoon, Afternoon.AddMinutes(1));
    }

    private static readonly string[] HomeClock = ["--home-clock", "2026-07-15T16:30+02:00"];
    private static readonly DateTimeOffset Afternoon = new(2026, 7, 15, 14, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task where_no_broker_is_a_fleet_ends_with_exit_code_3_and_says_why()
    {
        int port;
        await using (var broker = await TestBroker.Start())
            port = broker.Port;

        (await Fleet(port, default, "--count", "1")).ShouldBe(ExitCode.Unreachable);

        _shell.Error.ToString().ShouldContain("no VEN could connect within 15s");
        _shell.Error.ToString().ShouldContain("connection refused");
    }

    [Fact]
    public async Task of_two_fleets_with_one_prefix_the_one_that_is_pushed_off_says_so_and_ends_with_exit_code_4()
    {
        await using var broker = await TestBroker.Start();
        using var stop = new CancellationTokenSource();
        var first = Fleet(broker.Port, default, "--count", "3", "--ramp", "1000");
        await _shell.Out.LineWith("3/3 started  3 connected");

        var other = new TestShell { Clock = TimeProvider.System };
        var second = other.Run(stop.Token, "fleet", "--mqtt-host", "127.0.0.1", "--mqtt-port", $"{broker.Port}", "--every", "1s");

        (await first).ShouldBe(ExitCode.TakenOver);
        var said = _shell.Error.ToString().TrimEnd();
        said.ShouldMatch(
            @"^drevents: sim-0000[1-3] is pushed off the broker, .* is there another fleet with --prefix sim- at this broker\? .*$"
        );
        said.ShouldNotContain('\n');
        await stop.CancelAsync();
        (await second).ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task a_truth_in_a_folder_that_is_not_there_is_refused_and_no_folder_is_made()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        (await Fleet(1, default, "--count", "1", "--truth", Path.Combine(folder, "truth.csv"))).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldBe($"drevents: --truth: there is no folder {folder}" + Environment.NewLine);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task each_ven_shows_its_own_certificate_where_the_names_of_the_files_hold_its_id()
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed");
        using var certificates = new TestCertificates();
        var first = certificates.ClientByName("sim-00001");
        string[] tls =
        [
            "--mqtt-tls",
            "--ca-file",
            certificates.CaFile,
            "--cert-file",
            first.CertFile.Replace("sim-00001", "{id}", StringComparison.Ordinal),
            "--key-file",
            first.KeyFile.Replace("sim-00001", "{id}", StringComparison.Ordinal),
        ];
        // It holds each client to the topics of its certificate's name.
        await using var broker = await MosquittoBroker.StartNewAsync(certificates);

        (await Fleet(broker.Port, default, ["--count", "2", .. tls])).ShouldBe(ExitCode.BadInput);
        _shell.Error.ToString().ShouldMatch(@"^drevents: --cert-file: there is no file '.*/sim-00002\.pem'$");

        certificates.ClientByName("sim-00002");
        using var stop = new CancellationTokenSource();
        var run = Fleet(broker.Port, stop.Token, ["--count", "2", "--ramp", "1000", .. tls]);
        await _shell.Out.LineWith("2/2 started  2 connected");
        await stop.CancelAsync();
        (await run).ShouldBe(ExitCode.Done);
    }

    private Task<int> Fleet(int port, CancellationToken stop, params string[] args) =>
        _shell.Run(stop, ["fleet", "--mqtt-host", "127.0.0.1", "--mqtt-port", $"{port}", "--every", "1s", .. args]);
}
