using DrEvents.Mqtt;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Tests.Mqtt;

public sealed class TlsTests
{
    private const string VenId = "ven-tls";

    [Fact]
    public async Task the_ven_and_the_broker_prove_themselves_by_certificates_of_one_authority()
    {
        using var authority = new TestAuthority();
        await using var broker = await TestBroker.StartedAsync(authority);
        await using var ven = Ven(broker, authority.CaFile, authority.IssueFiles(VenId));
        await ven.StartAsync();
        (await broker.NextStatusAsync(VenId)).Online.ShouldBeTrue();
    }

    [Fact]
    public async Task a_broker_of_another_authority_is_not_trusted()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        await using var broker = await TestBroker.StartedAsync(authority);
        using var log = new CapturedLog();
        await using var ven = Ven(broker, other.CaFile, authority.IssueFiles(VenId), log);
        await ven.StartAsync();
        await Eventually.HoldsAsync(() => log.Lines.Any(l => l.Contains("certificate", StringComparison.Ordinal)), "a refusal is logged");
        ven.IsConnected.ShouldBeFalse();
    }

    [Fact]
    public void a_key_that_cannot_be_read_is_told_with_its_key()
    {
        using var authority = new TestAuthority();
        var (certFile, _) = authority.IssueFiles(VenId);
        var options = new VenOptions(
            VenId,
            new BrokerAddress("127.0.0.1", 1)
            {
                IsTls = true,
                CertFile = certFile,
                KeyFile = certFile,
            }
        );
        Should
            .Throw<InvalidDataException>(() => new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System))
            .Message.ShouldStartWith("Mqtt:CertFile, Mqtt:KeyFile: ");
    }

    private static VenAgent Ven(TestBroker broker, string caFile, (string CertFile, string KeyFile) own, CapturedLog? log = null) =>
        new(
            new VenOptions(
                VenId,
                new BrokerAddress("127.0.0.1", broker.Port)
                {
                    IsTls = true,
                    CaFile = caFile,
                    CertFile = own.CertFile,
                    KeyFile = own.KeyFile,
                }
            ),
            HomeLoads.Typical(1),
            TimeProvider.System,
            log
        );
}
