using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Tests.Mqtt;

public class MonitorTlsTests
{
    private readonly TestShell _shell = new();

    [Fact]
    public async Task mutual_tls_works_with_pem_files()
    {
        using var authority = new TestAuthority(TimeProvider.System.GetUtcNow());
        await using var broker = await TestBroker.Start(authority.ForBroker());
        await broker.Publish(Topics.Status("ven-1"), """{"status":"online"}""", retain: true);

        var exit = await Monitor(
            broker,
            [
                "--count",
                "1",
                "--mqtt-tls",
                "--ca-file",
                authority.CaFile,
                "--cert-file",
                authority.CertFile,
                "--key-file",
                authority.KeyFile,
            ]
        );

        exit.ShouldBe(ExitCode.Done, _shell.Error.ToString());
    }

    [Fact]
    public async Task a_broker_of_another_authority_is_not_trusted()
    {
        using var authority = new TestAuthority(TimeProvider.System.GetUtcNow());
        using var stranger = new TestAuthority(TimeProvider.System.GetUtcNow());
        await using var broker = await TestBroker.Start(stranger.ForBroker());

        var exit = await Monitor(
            broker,
            ["--mqtt-tls", "--ca-file", authority.CaFile, "--cert-file", authority.CertFile, "--key-file", authority.KeyFile]
        );

        exit.ShouldBe(ExitCode.Unreachable);
        _shell.Error.Lines[0].ShouldContain("(TLS)");
        _shell.Error.Lines[0].ShouldContain("certificate");
    }

    [Fact]
    public async Task a_file_that_is_no_certificate_is_bad_input_and_named()
    {
        using var authority = new TestAuthority(TimeProvider.System.GetUtcNow());
        await using var broker = await TestBroker.Start();

        (await Monitor(broker, "--mqtt-tls", "--ca-file", authority.KeyFile)).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain($"'{authority.KeyFile}' cannot be used: it holds no certificate");
    }

    private Task<int> Monitor(TestBroker broker, params string[] more) =>
        _shell.Run(["monitor", "--mqtt-host", "127.0.0.1", "--mqtt-port", $"{broker.Port}", .. more]);
}
