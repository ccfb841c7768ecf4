using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DrEvents.Local.Processes;
using Microsoft.Extensions.Configuration;

namespace DrEvents.Local.Tests;

/// <summary>What the program is started with: help starts nothing, and what it does not know is refused before anything is started.</summary>
public class The_command_line
{
    /// <summary>The built program, as it lies beside these tests.</summary>
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "DrEvents.Local.dll");

    [Fact]
    public void names_every_setting_of_its_own_with_its_default()
    {
        var defaults = new LocalOptions();
        foreach (var option in typeof(LocalOptions).GetProperties())
        {
            var line = LocalSettings.Help.Split('\n').Single(l => l.Contains($" --Local:{option.Name} ", StringComparison.Ordinal));
            line.Trim()
                .ShouldEndWith(option.GetValue(defaults) is { } value ? string.Create(CultureInfo.InvariantCulture, $"[{value}]") : "]");
        }
    }

    [Theory]
    [InlineData("dmeo", "dmeo is none of demo, help: did you mean demo?")]
    [InlineData("frobnicate", "frobnicate is none of demo, help")]
    [InlineData("--Local:HttpPort", "--Local:HttpPort has no value: write --Local:HttpPort=…")]
    [InlineData("--HttpPort", "--HttpPort is no setting: did you mean --Local:HttpPort=…?")]
    [InlineData("-p=1", "-p=1 is no setting: those begin with two dashes")]
    public void refuses_arguments_that_nobody_would_read(string argument, string problem) =>
        LocalSettings.Problems([argument]).ShouldBe([problem]);

    [Theory]
    [InlineData("", "demo", "--watch", "--pause", "10s", "--Local:PostgresBinaries=npm")]
    [InlineData("", "demo", "--pause=2m", "--watch")]
    [InlineData("--pause is '10', not a time from 1s to 10m, such as 10s", "demo", "--watch", "--pause", "10")]
    [InlineData("--pause is '0s', not a time from 1s to 10m, such as 10s", "demo", "--watch", "--pause=0s")]
    [InlineData("--pause is '11m', not a time from 1s to 10m, such as 10s", "demo", "--watch", "--pause=11m")]
    [InlineData("--pause has no value: write --pause=10s", "demo", "--pause", "--watch")]
    [InlineData("--pause is the time between the steps of demo --watch", "demo", "--pause", "10s")]
    [InlineData("--watch takes no value; --pause=10s sets the pause", "demo", "--watch=10s")]
    [InlineData("--wacth is no setting: those are written --Section:Key=value", "demo", "--wacth")]
    [InlineData("--watch is of the demo: DrEvents.Local demo --watch", "--watch")]
    public void tells_how_the_demo_is_watched(string problem, params string[] arguments) =>
        LocalSettings.Problems(arguments).ShouldBe(problem.Length == 0 ? [] : [problem]);

    [Theory]
    [InlineData("--Local:HtpPort=1", "Local:HtpPort is no setting: did you mean Local:HttpPort?")]
    [InlineData("--HttpPort=1", "HttpPort is no setting: did you mean Local:HttpPort?")]
    [InlineData("--Locl:HttpPort=1", "Locl:HttpPort is no setting: did you mean Local:HttpPort?")]
    [InlineData("--Mqtt:Hots=1", "Mqtt:Hots is no setting: did you mean Mqtt:Host?")]
    [InlineData("--Archive:AfterDay=1", "Archive:AfterDay is no setting: did you mean Archive:AfterDays?")]
    [InlineData("--urls=http://localhost:1", "urls is no setting; --help names them")]
    [InlineData("--Serilog:MinimumLevel=Debug", "Serilog:MinimumLevel is no setting; --help names them")]
    public void refuses_settings_that_there_are_not(string argument, string problem) => Problems(argument).ShouldBe([problem]);

    [Theory]
    [InlineData("--Local:HttpPort=1")]
    [InlineData("--Local:MixedHomes=false")]
    [InlineData("--Local:HistoryDays=0")]
    [InlineData("--local:fleetsize=1")]
    [InlineData("--ConnectionStrings:Postgres=x")]
    [InlineData("--Mqtt:Host=broker.example")]
    [InlineData("--Http:AllowedOrigins:0=https://front-end.example")]
    [InlineData("--Http:AllowedOrigins=https://front-end.example")]
    [InlineData("--Logging:LogLevel:Default=Debug")]
    public void takes_what_there_is(string argument) => Problems(argument).ShouldBeEmpty();

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("demo", "--help")]
    public async Task prints_its_help_and_starts_nothing(params string[] arguments)
    {
        var end = await RunAsync(arguments);

        end.Text.ShouldBe(LocalSettings.Help);
        end.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task ends_with_2_at_what_it_does_not_know()
    {
        var end = await RunAsync("--HttpPort=1");

        end.ShouldBe(new CommandResult(2, "", "HttpPort is no setting: did you mean Local:HttpPort?" + Environment.NewLine));
    }

    [Fact]
    public async Task ends_with_2_at_a_pause_that_is_none()
    {
        var end = await RunAsync("demo", "--watch", "--pause", "soon");

        end.ShouldBe(new CommandResult(2, "", "--pause is 'soon', not a time from 1s to 10m, such as 10s" + Environment.NewLine));
    }

    [Theory]
    [InlineData("Local:HttpPort", "http://localhost:{0}/")]
    [InlineData("Local:MqttPort", "mqtt://127.0.0.1:{0}")]
    [InlineData("Local:MqttTlsPort", "mqtt://127.0.0.1:{0}")]
    [InlineData("Local:VenPort", "http://127.0.0.1:{0}")]
    public async Task names_the_setting_of_a_port_that_is_taken_before_anything_is_started(string setting, string url)
    {
        using var neighbour = new TcpListener(IPAddress.Loopback, 0);
        neighbour.Start();
        var taken = ((IPEndPoint)neighbour.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var ports = new[] { "Local:HttpPort", "Local:MqttPort", "Local:MqttTlsPort", "Local:VenPort" }.Select(p =>
            $"--{p}={(p == setting ? taken : FreePort.Find())}"
        );

        var end = await RunAsync([$"--Local:DataDirectory={folder}", .. ports]);

        end.Text.ShouldBe($"{setting}: {url.Replace("{0}", taken, StringComparison.Ordinal)} cannot be used: something else listens there");
        end.ExitCode.ShouldBe(2);
        Directory.Exists(folder).ShouldBeFalse();
    }

    private static IEnumerable<string> Problems(string argument) =>
        LocalSettings.Problems([argument], new ConfigurationBuilder().AddCommandLine([argument]).Build());

    private static Task<CommandResult> RunAsync(params string[] arguments) => new Command(["dotnet", Program, .. arguments]).RunAsync();
}
