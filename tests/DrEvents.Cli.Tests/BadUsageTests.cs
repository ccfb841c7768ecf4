using DrEvents.Cli.Tests.Surroundings;

namespace DrEvents.Cli.Tests;

public class BadUsageTests
{
    [Theory]
    [InlineData("event create --kw -3 --duration 1h", "--kw: '-3'")]
    [InlineData("event create --kw 2,5 --duration 1h", "--kw: '2,5'")]
    [InlineData("event create --kw NaN --duration 1h", "--kw: 'NaN'")]
    [InlineData("event create --kw 1e400 --duration 1h", "--kw: '1e400'")]
    [InlineData("event create --kw", "--kw")]
    [InlineData("event create --duration 1h", "--kw")]
    [InlineData("event create --kw 3", "--end or --duration")]
    [InlineData("event create --kw 3 --duration 1h --end +1h", "--end or --duration")]
    [InlineData("event create --kw 3 --duration 60", "--duration: '60'")]
    [InlineData("event create --kw 3 --duration 0s", "--duration: '0s'")]
    [InlineData("event create --kw 3 --duration -5m", "--duration: '-5m'")]
    [InlineData("event create --kw 3 --duration 400d", "--duration: '400d'")]
    [InlineData("event create --kw 3 --duration 30m1h", "--duration: '30m1h'")]
    [InlineData("event create --kw 3 --start 25:00 --duration 1h", "--start: '25:00'")]
    [InlineData("event create --kw 3 --start 5m --duration 1h", "--start: '5m'")]
    [InlineData("event create --kw 3 --start tomorrow --duration 1h", "--start: 'tomorrow'")]
    [InlineData("event create --kw 3 --start 2026-07-14T10:00:00 --duration 1h", "--start: '2026-07-14T10:00:00' says no offset from UTC")]
    [InlineData("event create --kw 3 --end 2026-07-14", "--end: '2026-07-14' says no offset from UTC")]
    [InlineData("event create --kw 3 --start 2026-02-30T10:00:00Z --duration 1h", "--start: '2026-02-30T10:00:00Z'")]
    [InlineData("event create --kw 3 --end 10:00Z", "--end: '10:00Z'")]
    [InlineData("event create --kw 3 --end 10:00+02:00", "--end: '10:00+02:00'")]
    [InlineData(
        "event create --kw 3 --end 1790000000",
        "--end: '1790000000' is not a time: now, +5m, 17:30 (local) or 2026-07-01T17:30:00+02:00"
    )]
    [InlineData("event create --kw 3 --end 2026-07-14T10:00:00+0200", "--end: '2026-07-14T10:00:00+0200'")]
    [InlineData("event create --kw 3 --duration 1h --priority -1", "--priority: '-1'")]
    [InlineData("event create --kw 3 --duration 1h --allocation fair", "--allocation: 'fair'")]
    [InlineData("event create --kw 3 --duration 1h --ven a/b", "--ven: 'a/b'")]
    [InlineData("event list --status open", "--status: 'open'")]
    [InlineData("event show 17", "EVENT: '17'")]
    [InlineData("event show ../vens", "EVENT: '../vens'")]
    [InlineData("event stop", "EVENT")]
    [InlineData("event lst", "lst")]
    [InlineData("event", "Required command")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("ven show a/b", "VEN: 'a/b'")]
    [InlineData("ven register", "--name")]
    [InlineData("ven register --name x --lat 91 --lon 0", "--lat: '91'")]
    [InlineData("ven register --name x --lat 5", "--lat and --lon")]
    [InlineData("ven list --colour", "--colour")]
    [InlineData("command send ven-1 explode", "OP: 'explode'")]
    [InlineData("command send ven-1 event --kw 3", "OP: 'event'")]
    [InlineData("command send ven-1 ping --kw 3", "--kw: ping does not read it")]
    [InlineData("command send ven-1 shedPanel --kw 3 --load l1", "--load: shedPanel does not read it")]
    [InlineData("command send ven-1 get --what weather", "--what: 'weather'")]
    [InlineData("command send ven-1 set --enabled no", "--enabled: 'no'")]
    [InlineData("command send ven-1 ping --wait soon", "--wait: 'soon'")]
    [InlineData("statement --currency euro", "--currency: 'euro'")]
    [InlineData("statement --from 2026-07-01", "--from: '2026-07-01' says no offset from UTC")]
    [InlineData("statement --ven a/b", "--ven: 'a/b'")]
    [InlineData("statement --format xlsx", "--format: 'xlsx'")]
    [InlineData("statement --format parquet", "--format: parquet is no text")]
    [InlineData("receipt get evt-1a2b3c4d", "VEN")]
    [InlineData("receipt get 17 ven-1", "EVENT: '17'")]
    [InlineData("forecast --start yesterday", "--start: 'yesterday'")]
    [InlineData("forecast --interval 10m", "--interval: '10m'")]
    [InlineData("forecast --end +1h --duration 1h", "--end or --duration")]
    [InlineData("forecast --start +2h --end +1h", "--end: ")]
    [InlineData("forecast --ven a/b", "--ven: 'a/b'")]
    [InlineData("monitor --kind rumours", "--kind: 'rumours'")]
    [InlineData("monitor --count 0", "--count: '0'")]
    [InlineData("monitor --mqtt-port 70000", "--mqtt-port: '70000'")]
    [InlineData("monitor --ca-file ca.pem", "--ca-file: needs --mqtt-tls")]
    [InlineData("monitor --mqtt-tls --ca-file /no/such/ca.pem", "--ca-file: there is no file")]
    [InlineData("fleet --count 0", "--count: '0'")]
    [InlineData("fleet --prefix a/b", "--prefix: 'a/b'")]
    [InlineData("fleet --home castle", "--home: 'castle' is neither")]
    [InlineData("fleet --offline 101%", "--offline: '101%'")]
    [InlineData("fleet --stuck half", "--stuck: 'half'")]
    [InlineData("fleet --interval 2h", "--interval: 2h is longer")]
    [InlineData("fleet --home-clock 16:30", "--home-clock: '16:30' is not a time such as 2026-07-15T16:30+02:00, from 1980 to 2099")]
    [InlineData("fleet --home-clock now", "--home-clock: 'now'")]
    [InlineData("fleet --home-clock 2026-07-15T16:30", "--home-clock: '2026-07-15T16:30' says no offset from UTC")]
    [InlineData("fleet --home-clock 1969-07-15T16:30Z", "--home-clock: '1969-07-15T16:30Z'")]
    [InlineData("fleet --history 0", "--history: '0' is not a whole number from 1 to 60")]
    [InlineData("fleet --history 61", "--history: '61'")]
    [InlineData("fleet --history 1.5", "--history: '1.5'")]
    [InlineData("fleet --history 1 --history-interval 30s", "--history-interval: 30s is not from 1m to 15m")]
    [InlineData("fleet --history 1 --history-interval 1h", "--history-interval: 1h is not")]
    [InlineData("fleet --history-interval 5m", "--history-interval: needs --history")]
    [InlineData("fleet --history 1 --history-rate 0", "--history-rate: '0'")]
    [InlineData("fleet --older half", "--older: 'half'")]
    [InlineData("fleet --older 60% --oldest 41%", "--older, --oldest: together more than the fleet")]
    [InlineData("fleet --count 1 --truth /dev/null/truth.csv", "--truth: ")]
    [InlineData("replay evt-XYZ", "EVENT: 'evt-XYZ'")]
    [InlineData("results 17", "EVENT: '17'")]
    [InlineData("results evt-1a2b3c4d --known yesterday", "--known: 'yesterday'")]
    [InlineData("results evt-1a2b3c4d --known 10:00 --issue", "--issue or --known")]
    [InlineData("ven list --url localhost:8000", "--url: 'localhost:8000'")]
    public async Task bad_usage_is_exit_code_2_and_names_what_is_wrong(string line, string named)
    {
        var shell = new TestShell();

        (await shell.Run(line.Split(' '))).ShouldBe(ExitCode.BadInput);

        shell.Error.ToString().ShouldContain(named);
        shell.Out.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("DREVENTS_URL", "nowhere", "ven list")]
    [InlineData("Mqtt__Port", "mqtt", "monitor")]
    [InlineData("Mqtt__Tls", "yes", "monitor")]
    public async Task a_bad_variable_is_exit_code_2_and_is_named(string variable, string value, string line)
    {
        var shell = new TestShell().With(variable, value);

        (await shell.Run(line.Split(' '))).ShouldBe(ExitCode.BadInput);

        shell.Error.ToString().ShouldContain($"{variable}: '{value}'");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("event create --help")]
    [InlineData("monitor --help")]
    [InlineData("replay -h")]
    public async Task help_says_the_exit_codes(string line)
    {
        var shell = new TestShell();

        (await shell.Run(line.Split(' '))).ShouldBe(ExitCode.Done);

        shell.Out.ToString().ShouldContain("3    backend or broker not reachable");
        shell.Error.ToString().ShouldBeEmpty();
    }
}
