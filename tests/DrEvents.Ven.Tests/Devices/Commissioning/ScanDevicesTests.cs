using System.Net;
using System.Text.Json;
using DrEvents.Ven.Commands;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning.Finding;
using DrEvents.Ven.Tests.Devices.Modbus;
using DrEvents.Ven.Tests.Devices.Ocpp;
using DrEvents.Ven.Tests.Devices.SunSpec;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Commissioning;

/// <summary>Against servers and chargers that nobody here wrote: pymodbus, and npm's <c>ocpp-rpc</c>.</summary>
public sealed class ScanDevicesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scan-devices-").FullName;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private string Home => Path.Combine(_folder, "home.json");

    [Fact]
    public async Task a_device_that_is_found_is_taken_by_the_line_that_is_shown_and_then_known()
    {
        var registers = SunSpecDriverTests.Inverter(new SunSpecChain()).Build(1);
        registers = new SunSpecChain().Common("Example", "Meter", "4711").Model(203, ("W", 1), ("W_SF", 0)).Build(3, registers);
        await using var server = await ModbusServer.StartAsync(registers);
        var port = new Uri(server.Address).Port;
        string[] scan = ["device", "scan", "--modbus", $"127.0.0.1:{port}", "--units", "1,3", "--home", Home];

        (await RunAsync(scan)).ShouldBe(0, $"{_error}");
        var lines = _out.ToString().Split('\n').Select(l => l.Trim()).ToList();
        lines[0].ShouldStartWith($"sunspec  {server.Address} unit 1");
        lines[0].ShouldContain("0815");
        var commands = lines.Where(l => l.StartsWith("drevents-ven ", StringComparison.Ordinal)).ToList();
        commands.Count.ShouldBe(2);
        foreach (var command in commands)
        {
            var words = await new Local.Processes.Command(["bash", "-c", $"printf '%s\\n' {command}"]).RunOrThrowAsync();
            (await RunAsync(words.TrimEnd('\n').Split('\n')[1..])).ShouldBe(0, $"{command}\n{_error}");
        }

        _out.GetStringBuilder().Clear();
        (await RunAsync([.. scan, "--json"])).ShouldBe(0, $"{_error}");
        var found = JsonDocument.Parse(_out.ToString()).RootElement.GetProperty("found").EnumerateArray().ToList();
        found.Select(f => f.GetProperty("knownAs").GetString()).ShouldBe(["pv-0815", "meter"], ignoreOrder: true);
        found.ShouldAllBe(f => f.GetProperty("takes").GetArrayLength() == 0);
        (await server.WritesAsync()).ShouldBeEmpty();

        _out.GetStringBuilder().Clear();
        (await RunAsync("device", "show", "--home", Home)).ShouldBe(0, $"{_out}{_error}");
    }

    [Fact]
    public async Task a_charger_that_connects_is_found_though_the_home_has_none_yet()
    {
        var port = FreePort.Take();
        var clock = new FakeTimeProvider();
        var search = new Search(new DeviceContext(clock, NullLoggerFactory.Instance)) { ChargerHost = IPAddress.Loopback };
        var wish = new SearchWish { Chargers = TimeSpan.FromMinutes(1), ChargerPort = port };
        var searching = search.RunAsync(wish, [], TestContext.Current.CancellationToken);
        await using var charger = NpmProgram.Start("charger.mjs", null, $"ws://127.0.0.1:{port}/ocpp", "CP-77", "ocpp1.6");
        // It says nothing of being refused; it ends.
        await charger.EndedAsync();
        searching.IsCompleted.ShouldBeFalse("the port is open for as long as was said");
        clock.Advance(TimeSpan.FromMinutes(1));

        var (found, problems) = await searching;
        problems.ShouldBeEmpty();
        var one = found.ShouldHaveSingleItem();
        (one.By, one.Name, one.Address, one.Takes[0].Id).ShouldBe(("ocpp", "CP-77", "127.0.0.1", "cp-77"));
        one.Takes[0].Secrets.ShouldBe(["secretFile"]);
    }

    [Fact]
    public async Task a_port_that_a_running_ven_has_is_said_and_what_else_was_found_is_told()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var search = new Search(new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance)) { ChargerHost = IPAddress.Loopback };
        var wish = new SearchWish { Chargers = TimeSpan.FromSeconds(1), ChargerPort = ((IPEndPoint)taken.LocalEndpoint).Port };
        var (found, problems) = await search.RunAsync(wish, [], TestContext.Current.CancellationToken);
        found.ShouldBeEmpty();
        problems.ShouldHaveSingleItem().ShouldNotContain("--ven", customMessage: "that is for a terminal");
        var advised = new Search(new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance))
        {
            ChargerHost = IPAddress.Loopback,
            PortAdvice = "ask it with --ven",
        };
        (await advised.RunAsync(wish, [], TestContext.Current.CancellationToken)).Problems[0].ShouldEndWith("; ask it with --ven");
    }

    [Theory]
    [InlineData("where? Give at least one of", "")]
    [InlineData("is not the home's own network", "--modbus 8.8.8.8")]
    [InlineData("is 1025 places", "--modbus 10.0.0.0-10.0.4.0")]
    [InlineData("places in all; name 1024 at most", "--modbus 10.0.0.0/22 --modbus 10.1.0.0/31")]
    [InlineData("'x' is no list as 1,2,200", "--modbus 127.0.0.1 --units x")]
    [InlineData("'-1' is no number of seconds", "--mdns=-1")]
    public async Task what_is_not_to_be_searched_is_refused_before_anything_is(string why, string arguments)
    {
        (await RunAsync(["device", "scan", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).ShouldBe(2);
        _error.ToString().ShouldContain(why);
    }

    [Fact]
    public async Task a_ven_that_does_not_answer_is_said()
    {
        (await RunAsync("device", "scan", "--ven", $"http://127.0.0.1:{FreePort.Take()}")).ShouldBe(1);
        _error.ToString().ShouldContain("the VEN at http://127.0.0.1:");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"found":[{"takes":[{"fields":{"driver":{"kind":"http","kind":"http"}}}]}],"problems":[]}""")]
    [InlineData("""{"found":[{"takes":[{"fields":{"name":"\ud800"}}]}],"problems":[]}""")]
    public async Task an_answer_that_is_none_of_a_ven_is_said(string answer)
    {
        await using var page = new OneAnswer(answer);
        (await RunAsync("device", "scan", "--ven", page.Url)).ShouldBe(1, $"{_out}{_error}");
        _error.ToString().ShouldContain($"the VEN at {page.Url}");
    }

    [Fact]
    public async Task what_an_answer_says_is_cleaned_and_the_line_is_made_here()
    {
        const string Good =
            """{"id":"cp","name":"C $(id)","type":"ev","ratedKw":11,"driver":{"kind":"ocpp","charger":"CP'1","phases":3}}""";
        string[] wrong =
        [
            """{"id":"cp","name":"x\u001b[2J","type":"ev","driver":{"kind":"ocpp"}}""",
            """{"id":"cp","name":"--home=/etc/passwd","type":"ev","driver":{"kind":"ocpp"}}""",
            """{"id":"cp","name":"x","driver":{"kind":"ocpp","--home":"/etc/passwd"}}""",
            """{"id":"cp","name":"x","driver":{"kind":1}}""",
            """{"id":"cp","name":"x","driver":7}""",
        ];
        string Take(string fields, string secret) =>
            $$"""{"isMeter":false,"fields":{{fields}},"secrets":["{{secret}}"],"command":"rm -rf ~"}""";
        var takes = wrong.Select(w => Take(w, "secretFile")).Append(Take(Good, "../x")).Append(Take(Good, "secretFile"));
        var found =
            $$"""{"by":"ocpp\u001b]0;x\u0007","address":"1.2.3.4\n","name":"CP\u202e1","takes":[null,{},{{string.Join(',', takes)}}]}""";
        await using var page = new OneAnswer($$"""{"found":[null,{},{{found}}],"problems":[null,"a\u001bb"]}""");
        (await RunAsync("device", "scan", "--ven", page.Url, "--home", Home)).ShouldBe(1, $"{_error}");

        var text = _out.ToString();
        text.ShouldNotContain("rm -rf");
        text.ShouldAllBe(c => c == '\n' || !char.IsControl(c));
        text.ShouldContain("ocpp?]0;x?");
        text.ShouldContain("CP?1");
        text.Split('\n')
            .Where(l => l.Contains("drevents-ven", StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .Trim()
            .ShouldBe(
                $"drevents-ven device add --home {Home} --name 'C $(id)' --id cp --type ev --rated-kw 11 --kind ocpp 'charger=CP'\\''1' phases=3 --secret secretFile"
            );
        _error.ToString().ShouldContain("a?b");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<int> RunAsync(params string[] args) =>
        Task.Run(() => CommandLine.Run(args, logFile: null, _out, _error, clock: TimeProvider.System));
}
