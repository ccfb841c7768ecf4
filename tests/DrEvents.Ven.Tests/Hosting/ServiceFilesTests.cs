using DrEvents.Local.Processes;
using DrEvents.Testing;

namespace DrEvents.Ven.Tests.Hosting;

/// <summary>The unit and its drop-in for a claim, as systemd's own tool reads them.</summary>
public sealed class ServiceFilesTests : IDisposable
{
    /// <summary>What a systemd before 254 does not know, says, and goes on without.</summary>
    private static readonly string[] Newer = ["RestartSteps", "RestartMaxDelaySec"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-unit-");

    public ServiceFilesTests() =>
        Assert.SkipWhen(Executables.Find("systemd-analyze", Executables.Path) is null, "systemd-analyze is not installed");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task systemd_knows_every_key(bool withClaim) => (await ProblemsAsync(withClaim)).ShouldBeEmpty();

    [Theory]
    [InlineData("TimeoutStartSec=infinity", "TimeoutStartSecs=infinity", "Unknown key 'TimeoutStartSecs'")]
    [InlineData("TimeoutStartSec=infinity", "TimeoutStartSec=for ever", "TimeoutStartSec")]
    [InlineData("LoadCredential=ca.pem:/etc", "LoadCredential=ca/pem:/etc", "Credential name")]
    public async Task a_mistake_in_the_drop_in_is_found(string right, string wrong, string problem) =>
        (await ProblemsAsync(withClaim: true, (right, wrong))).ShouldContain(problem);

    [Fact]
    public void the_drop_in_hands_over_the_claim_and_no_certificate()
    {
        var text = Repository.Read("ops/systemd/claim.conf");
        text.ShouldContain("\nLoadCredential=\n");
        text.ShouldContain("UnsetEnvironment=Mqtt__CertFile Mqtt__KeyFile\n");
        foreach (var key in new[] { "Mqtt__ClaimCertFile=%d/claim.pem", "Mqtt__ClaimKeyFile=%d/claim.key" })
            text.ShouldContain(key);
    }

    // Without it .NET throws when it is asked for the machine's addresses.
    [Fact]
    public void the_service_may_ask_the_kernel_for_its_addresses() =>
        Repository
            .Read("ops/systemd/drevents-ven.service")
            .ShouldContain("\nRestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX\n");

    private async Task<string> ProblemsAsync(bool withClaim, (string Right, string Wrong)? mistake = null)
    {
        var unit = Path.Combine(_folder.FullName, "drevents-ven.service");
        var text = Repository.Read("ops/systemd/drevents-ven.service");
        // The program is not installed here.
        await File.WriteAllTextAsync(unit, text.Replace("/usr/local/bin/drevents-ven", "/bin/true", StringComparison.Ordinal));
        if (withClaim)
        {
            var dropIn = Repository.Read("ops/systemd/claim.conf");
            if (mistake is var (right, wrong))
            {
                dropIn.ShouldContain(right);
                dropIn = dropIn.Replace(right, wrong, StringComparison.Ordinal);
            }
            var folder = Directory.CreateDirectory(unit + ".d");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "claim.conf"), dropIn);
        }
        var said = (await new Command(["systemd-analyze", "verify", "--man=no", unit]).RunAsync()).Text.Split('\n');
        return string.Join(
            '\n',
            said.Where(line => line.Contains(_folder.FullName, StringComparison.Ordinal) && !Newer.Any(line.Contains))
        );
    }
}
