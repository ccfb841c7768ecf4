using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Alba;
using DrEvents.Backend.Features.Identity;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Identity.Attacks;

/// <summary>A backend, and another one over the same database whose clock is in the last third of all certificates' lives.</summary>
public sealed class RenewalFixture : IAsyncLifetime
{
    public IdentityFixture Now { get; } = new();

    public IAlbaHost Later { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Now.InitializeAsync();
        Later = await Now.LaterAsync(250);
    }

    public async ValueTask DisposeAsync()
    {
        await Later.DisposeAsync();
        await Now.DisposeAsync();
    }
}

/// <summary>Who wants to go on with a certificate that is not his, or holds no longer.</summary>
public sealed class RenewalAttacks(RenewalFixture renewal) : IClassFixture<RenewalFixture>
{
    private readonly IdentityFixture _identity = renewal.Now;

    [Fact]
    public async Task a_certificate_is_stolen_without_its_key()
    {
        using var ven = new TestVen("renew-1");
        var enrolled = await _identity.EnrolAsync(await _identity.OfferAsync("renew-1"), ven);
        using var thief = new TestVen("renew-1");
        var csr = thief.Csr();

        var (status, body) = await RenewAsync(csr, enrolled.Certificate, thief.Sign(csr), "192.0.2.50");

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("The signature is not by the key of the certificate");
    }

    [Fact]
    public async Task a_signature_of_another_request_is_used_again()
    {
        using var ven = new TestVen("renew-2");
        var enrolled = await _identity.EnrolAsync(await _identity.OfferAsync("renew-2"), ven);
        using var thief = new TestVen("renew-2");

        var (status, _) = await RenewAsync(thief.Csr(), enrolled.Certificate, ven.Sign(ven.Csr()), "192.0.2.51");

        status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_revoked_certificate_is_renewed()
    {
        using var ven = new TestVen("renew-3");
        var enrolled = await _identity.EnrolAsync(await _identity.OfferAsync("renew-3"), ven);
        using var certificate = X509Certificate2.CreateFromPem(enrolled.Certificate);
        var path = $"/api/vens/renew-3/certificates/{IssueCertificate.SerialOf(certificate)}";
        using var revoked = await _identity.Host.Server.CreateClient().DeleteAsync(path);
        var csr = ven.Csr();

        var (status, body) = await RenewAsync(csr, enrolled.Certificate, ven.Sign(csr), "192.0.2.52");

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("The certificate was revoked");
    }

    [Fact]
    public async Task an_expired_certificate_is_renewed()
    {
        using var ven = new TestVen("renew-4");
        var enrolled = await _identity.EnrolAsync(await _identity.OfferAsync("renew-4"), ven);
        await using var muchLater = await _identity.LaterAsync(366);
        var csr = ven.Csr();

        var (status, body) = await _identity.PostAsync(
            "/api/enrol/renew",
            new RenewRequest(csr, enrolled.Certificate, ven.Sign(csr)),
            muchLater,
            "192.0.2.53"
        );

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("The certificate has expired");
    }

    [Fact]
    public async Task a_certificate_becomes_one_of_another_ven()
    {
        using var ven = new TestVen("renew-5");
        var enrolled = await _identity.EnrolAsync(await _identity.OfferAsync("renew-5"), ven);
        var csr = TestVen.CsrOf("renew-victim", ven.Key);

        var (status, body) = await RenewAsync(csr, enrolled.Certificate, ven.Sign(csr), "192.0.2.54");

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("the request asks for another name");
    }

    [Fact]
    public async Task a_certificate_is_self_signed_or_of_an_authority_of_the_same_name()
    {
        using var ven = new TestVen("renew-6");
        await _identity.EnrolAsync(await _identity.OfferAsync("renew-6"), ven);
        var ca = await _identity.GetAsync<AuthorityView>("/api/identity/ca");
        using var real = X509Certificate2.CreateFromPem(ca.Certificate);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        var own = new CertificateRequest("CN=renew-6", ven.Key, HashAlgorithmName.SHA256);
        using var selfSigned = own.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        using var forged = own.Create(
            real.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            now.AddDays(-1),
            now.AddYears(1),
            RandomNumberGenerator.GetBytes(16)
        );
        var csr = ven.Csr();
        foreach (var certificate in new[] { selfSigned, forged })
        {
            var (status, body) = await RenewAsync(csr, certificate.ExportCertificatePem(), ven.Sign(csr), "192.0.2.55");

            status.ShouldBe(HttpStatusCode.Forbidden);
            body.ShouldContain("The certificate is of another authority");
        }
    }

    [Theory]
    [InlineData("x", "x")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----", "AAAA")]
    public async Task the_certificate_is_garbage(string certificate, string signature)
    {
        var (status, body) = await RenewAsync(new TestVen("renew-7").Csr(), certificate, signature, "192.0.2.56");

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ShouldContain("certificate: is no certificate in PEM");
    }

    [Fact]
    public async Task the_signature_is_garbage()
    {
        using var ven = new TestVen("renew-8");
        var enrolled = await _identity.EnrolAsync(await _identity.OfferAsync("renew-8"), ven);
        foreach (var signature in new[] { "x", "AAAA", Convert.ToBase64String(new byte[700]), JsonSerializer.Serialize("%%%") })
        {
            var (status, _) = await RenewAsync(ven.Csr(), enrolled.Certificate, signature, "192.0.2.57");
            status.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    private Task<(HttpStatusCode Status, string Body)> RenewAsync(string csr, string certificate, string signature, string from) =>
        _identity.PostAsync("/api/enrol/renew", new RenewRequest(csr, certificate, signature), renewal.Later, from);
}
