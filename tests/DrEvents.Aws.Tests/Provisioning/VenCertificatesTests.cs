using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using DrEvents.Aws.Tests.Requests;
using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Features.Identity.Aws;
using DrEvents.Backend.Mqtt.DataPlane;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DrEvents.Aws.Tests.Provisioning;

/// <summary>Certificates are issued, rotated and revoked, and whatever breaks off is finished by the next call.</summary>
[Collection("one clock, one port")]
public sealed class VenCertificatesTests : IAsyncLifetime
{
    private const string VenId = "site:7";
    private readonly List<ControlPlane> _planes = [];
    private IotCore _core = null!;

    public async ValueTask InitializeAsync()
    {
        _core = await IotCore.StartAsync();
        _core.DataPlane.Policy = Policies.Provisioning;
    }

    public async ValueTask DisposeAsync()
    {
        _planes.ForEach(p => p.Dispose());
        await _core.DisposeAsync();
    }

    [Fact]
    public async Task a_request_becomes_a_thing_with_an_active_certificate_and_its_policy()
    {
        var issued = await Open().IssueAsync(VenId, Request(), default);

        var certificate = _core.Issued.Certificates.ShouldHaveSingleItem();
        (certificate.Id, certificate.Pem, certificate.Status).ShouldBe((issued.Id, issued.Pem, "ACTIVE"));
        (certificate.Things.Single(), certificate.Policies.Single()).ShouldBe((VenId, CertificateService.Policy));
        _core.Issued.Things[VenId].ShouldBe("drevents-ven");
    }

    [Fact]
    public async Task the_same_request_again_gets_the_same_certificate()
    {
        var request = Request();
        var first = await Open().IssueAsync(VenId, request, default);

        (await Open().IssueAsync(VenId, request, default)).ShouldBe(first);
        _core.Issued.Certificates.Count.ShouldBe(1);
    }

    /// <summary>Request by request: AWS refuses it, or carries it out and the answer is lost, and the process may die of it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task what_broke_off_anywhere_is_finished_by_the_next_call(bool isCarriedOut)
    {
        var broken = 0;
        for (var at = 0; at < 12; at++)
        {
            var (venId, request) = ($"ven-{at}", Request($"ven-{at}"));
            Break(at, isCarriedOut);
            try
            {
                await Open().IssueAsync(venId, request, default);
            }
            catch (AmazonServiceException)
            {
                broken++;
                _core.Issued.Certificates.Where(c => c.Status == "ACTIVE" && c.Policies.Count * c.Things.Count == 0).ShouldBeEmpty();
            }
            Break(null, isCarriedOut);

            var issued = await Open().IssueAsync(venId, request, default);

            var own = _core.Issued.Certificates.Single(c => c.Things.Contains(venId));
            (own.Id, own.Status, own.Policies.Single()).ShouldBe((issued.Id, "ACTIVE", CertificateService.Policy));
        }
        broken.ShouldBeGreaterThanOrEqualTo(7, "each request of an issue is one of them");
        _core.Issued.Certificates.Count.ShouldBe(12, "nothing that was made is left over");
    }

    [Fact]
    public async Task a_certificate_is_rotated_by_the_next_one()
    {
        var certificates = Open();
        var first = await certificates.IssueAsync(VenId, Request(), default);
        var second = await certificates.IssueAsync(VenId, Request(), default);
        _core.Issued.Certificates.Count(c => c.Status == "ACTIVE").ShouldBe(2, "the old one is good until the VEN came with the new one");

        (await certificates.RevokeOthersAsync(VenId, second.Id, default)).ShouldBe([first.Id]);
        (await certificates.RevokeOthersAsync(VenId, second.Id, default)).ShouldBeEmpty();

        _core.Issued.Certificates.ShouldHaveSingleItem().Id.ShouldBe(second.Id);
        await Should.ThrowAsync<Amazon.IoT.Model.ResourceNotFoundException>(() => certificates.RevokeOthersAsync(VenId, first.Id, default));
    }

    [Fact]
    public async Task a_revocation_that_broke_off_took_the_rights_first_and_is_finished_by_the_next_call()
    {
        for (var at = 0; at < 6; at++)
        {
            await Open().IssueAsync(VenId, Request(), default);
            // The first request lists what there is.
            Break(at, isCarriedOut: false);
            try
            {
                await Open().RevokeAllAsync(VenId, default);
            }
            catch (AmazonServiceException)
            {
                _core.Issued.Certificates.Count(c => c.Status == "ACTIVE").ShouldBe(at <= 1 ? 1 : 0);
            }
            Break(null, isCarriedOut: false);
            await Open().RevokeAllAsync(VenId, default);
            _core.Issued.Certificates.Where(c => c.Things.Count > 0 || c.Status != "REVOKED").ShouldBeEmpty();
        }
        (await Open().RevokeAllAsync("ven-never-heard-of", default)).ShouldBeEmpty();
    }

    /// <summary>AWS registers a certificate of an authority of one's own that it does not know, whenever it comes.</summary>
    [Fact]
    public async Task a_certificate_of_our_own_authority_stays_revoked_when_it_comes_again()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = _core.Certificates.Sign(new CertificateRequest("CN=site:7", key, HashAlgorithmName.SHA256).CreateSigningRequestPem());
        var come = _core.Issued.Come(VenId, pem);

        (await Open().RevokeAllAsync(VenId, default)).ShouldBe([come.Id]);

        var again = _core.Issued.Come(VenId, pem);
        (again.Status, again.Things.Count, again.Policies.Count).ShouldBe(("REVOKED", 0, 0));
    }

    private void Break(int? at, bool isCarriedOut)
    {
        _core.DataPlane.LoseAnswers(isCarriedOut && at is { } lost ? Enumerable.Range(0, lost + 1).Select(n => n == lost) : []);
        _core.DataPlane.RefuseControl(isCarriedOut ? null : at);
    }

    private static AskedCertificate Request(string venId = VenId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest($"CN={venId}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return AskedCertificate.Read(pem).Asked.ShouldNotBeNull();
    }

    private VenCertificates Open()
    {
        var plane = new ControlPlane(
            Options.Create(
                new DataPlaneOptions
                {
                    Region = RecordedWith.Region,
                    ControlEndpoint = _core.DataPlane.Address,
                    CaFile = _core.Certificates.CaFile,
                }
            ),
            new BasicAWSCredentials(RecordedWith.AccessKeyId, RecordedWith.Secret)
        );
        _planes.Add(plane);
        var options = new ProvisioningOptions
        {
            Policy = CertificateService.Policy,
            ThingType = "drevents-ven",
            ThingGroup = "drevents-vens",
        };
        return new VenCertificates(plane, Options.Create(options), TimeProvider.System, NullLogger<VenCertificates>.Instance);
    }
}
