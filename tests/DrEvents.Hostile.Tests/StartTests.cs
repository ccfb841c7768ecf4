using System.Net;
using System.Net.Sockets;
using DrEvents.Local.Processes;

namespace DrEvents.Hostile.Tests;

/// <summary>A backend that cannot start says why in one line, without a trace, and with an exit code that tells settings from surroundings.</summary>
public class StartTests
{
    private const int BadSettings = 2;
    private const int NoDatabase = 3;

    /// <summary>Nobody listens on this port of the loopback interface.</summary>
    private const string NoPostgres = "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=drevents;Database=drevents";

    [Fact]
    public async Task a_port_that_is_taken_is_named()
    {
        using var neighbour = new TcpListener(IPAddress.Loopback, 0);
        neighbour.Start();
        var url = $"http://localhost:{((IPEndPoint)neighbour.LocalEndpoint).Port}";

        await EndsAsync(BadSettings, $"urls: {url} cannot be used: something else listens there", NoPostgres, $"--urls={url}");
    }

    [Theory]
    [InlineData("--Mqtt:Hots=broker.example", "Mqtt:Hots is no setting: did you mean Mqtt:Host?")]
    [InlineData("--Mqqt:Host=broker.example", "Mqqt is not known: did you mean Mqtt?")]
    [InlineData("--Cluster:Receivers=65", "Cluster:Receivers is 65, not 1 to 64")]
    [InlineData("--Measurement:BaselineWindowSeconds=0", "Measurement:BaselineWindowSeconds is not 1 to 86400")]
    [InlineData("-x=1", "The short switch '-x=1' is not defined in the switch mappings.")]
    public Task a_setting_that_cannot_be_is_named(string argument, string line) =>
        EndsAsync(BadSettings, line, NoPostgres, "--urls=http://127.0.0.1:0", argument);

    [Fact]
    public async Task a_setting_of_the_environment_too()
    {
        var end = await new Command(["env", "Archive__AfterDay=3", "dotnet", BackendProcess.Program, NoPostgres]).RunAsync();

        end.ExitCode.ShouldBe(BadSettings);
        end.Text.ShouldBe("Archive:AfterDay is no setting: did you mean Archive:AfterDays?");
    }

    [Fact]
    public Task a_database_that_is_away_is_told() =>
        EndsAsync(
            NoDatabase,
            "ConnectionStrings:Postgres: the database cannot be used: Connection refused",
            NoPostgres,
            "--urls=http://127.0.0.1:0"
        );

    private static async Task EndsAsync(int exitCode, string line, params string[] arguments)
    {
        var end = await new Command(["dotnet", BackendProcess.Program, .. arguments]).RunAsync();

        end.Text.ShouldBe(line);
        end.ExitCode.ShouldBe(exitCode);
    }
}
