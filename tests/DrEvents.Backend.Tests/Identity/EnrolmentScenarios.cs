using System.Net;
using System.Security.Cryptography.X509Certificates;
using Alba;
using DrEvents.Backend.Features.Identity;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Identity;

/// <summary>How VENs get certificates, renew them and lose them.</summary>
[Collection(typeof(IdentityCollection))]
public sealed class EnrolmentScenarios(IdentityFixture identity)
{
    [Fact]
    public async Task a_code_gives_a_ven_a_certificate_of_the_installation()
    {
        using var ven = new TestVen("enrol-1");
        var code = await identity.OfferAsync("enrol-1");

        var enrolled = await identity.EnrolAsync(code, ven);

        enrolled.VenId.ShouldBe("enrol-1");
        enrolled.Broker.ShouldBe(new BrokerPlace("broker.example", 8883));
        enrolled.CommandKeys.ShouldBeEmpty();
        using var certificate = X509Certificate2.CreateFromPem(enrolled.Certificate);
        using var authority = X509Certificate2.CreateFromPem(enrolled.Chain);
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).ShouldBe("enrol-1");
        certificate.PublicKey.ExportSubjectPublicKeyInfo().ShouldBe(ven.Key.ExportSubjectPublicKeyInfo());
        certificate.SerialNumber.Length.ShouldBe(32);
        (certificate.NotAfter - certificate.NotBefore).TotalDays.ShouldBe(365, 1);
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeFalse();
        certificate
            .Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Single()
            .EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>()
            .Select(o => o.Value)
            .ShouldBe(["1.3.6.1.5.5.7.3.2"]);
        IsOf(certificate, authority).ShouldBeTrue();
        var shown = await identity.GetAsync<AuthorityView>("/api/identity/ca");
        shown.Certificate.ShouldBe(enrolled.Chain);
        identity.Known.Holds("enrol-1", IssueCertificate.SerialOf(certificate)).ShouldBeTrue();
    }

    [Fact]
    public async Task who_asks_again_because_no_answer_came_gets_the_same_certificate()
    {
        using var ven = new TestVen("enrol-2");
        var code = await identity.OfferAsync("enrol-2");

        var first = await identity.EnrolAsync(code, ven);
        var again = await identity.EnrolAsync(code.ToLowerInvariant().Replace('-', ' '), ven);

        again.Certificate.ShouldBe(first.Certificate);
        (await identity.GetAsync<CertificateView[]>("/api/vens/enrol-2/certificates")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task a_request_without_a_name_and_one_of_another_hash_are_good_too()
    {
        using var ven = new TestVen(venId: null);
        var code = await identity.OfferAsync("enrol-3");

        var (status, body) = await identity.PostAsync(
            "/api/enrol",
            new EnrolRequest(code, ven.Csr(System.Security.Cryptography.HashAlgorithmName.SHA384))
        );

        status.ShouldBe(HttpStatusCode.OK, body);
    }

    [Fact]
    public async Task a_certificate_is_renewed_in_the_last_third_of_its_life_and_not_before()
    {
        using var ven = new TestVen("enrol-4");
        var enrolled = await identity.EnrolAsync(await identity.OfferAsync("enrol-4"), ven);
        using var next = new TestVen("enrol-4");
        var csr = next.Csr();
        var request = new RenewRequest(csr, enrolled.Certificate, ven.Sign(csr));
        var (early, why) = await identity.PostAsync("/api/enrol/renew", request);
        early.ShouldBe(HttpStatusCode.Forbidden);
        why.ShouldContain("can be renewed from");
        await using var later = await identity.LaterAsync(250);

        var (status, body) = await identity.PostAsync("/api/enrol/renew", request, later);
        var (again, same) = await identity.PostAsync("/api/enrol/renew", request, later);

        status.ShouldBe(HttpStatusCode.OK, body);
        again.ShouldBe(HttpStatusCode.OK);
        same.ShouldBe(body);
        var all = await identity.GetAsync<CertificateView[]>("/api/vens/enrol-4/certificates", later);
        all.Select(c => (c.By, c.Status)).ShouldBe([("renewal", "valid"), ("enrolment", "valid")]);
        all[0].DaysLeft.ShouldBeInRange(363, 365);
    }

    [Fact]
    public async Task a_revoked_certificate_is_on_the_list_and_holds_on_no_node()
    {
        await using var other = await identity.AnotherAsync(TimeProvider.System);
        using var ven = new TestVen("enrol-5");
        var enrolled = await identity.EnrolAsync(await identity.OfferAsync("enrol-5"), ven);
        var serial = SerialIn(enrolled);
        var known = other.Services.GetRequiredService<KnownIdentities>();
        await Eventually.HoldsAsync("the other node knows the certificate", () => known.Holds("enrol-5", serial));
        var client = identity.Host.Server.CreateClient();

        using var revoked = await client.DeleteAsync($"/api/vens/enrol-5/certificates/{serial}?reason=stolen");
        using var again = await client.DeleteAsync($"/api/vens/enrol-5/certificates/{serial}");

        (revoked.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.NoContent));
        identity.Known.Holds("enrol-5", serial).ShouldBeFalse();
        await Eventually.HoldsAsync("the other node knows that it was revoked", () => !known.Holds("enrol-5", serial));
        var one = (await identity.GetAsync<CertificateView[]>("/api/vens/enrol-5/certificates")).Single();
        (one.Status, one.Reason, one.RevokedBy, one.DaysLeft).ShouldBe(("revoked", "stolen", "loopback", 0));
        var list = await identity.GetAsync<RevocationListView>("/api/identity/crl");
        var builder = CertificateRevocationListBuilder.LoadPem(list.Crl, out _);
        builder.RemoveEntry(Convert.FromHexString(serial)).ShouldBeTrue();
    }

    [Fact]
    public async Task a_ven_that_is_removed_has_no_certificate_and_gets_none_back_by_being_registered_again()
    {
        using var ven = new TestVen("enrol-6");
        var enrolled = await identity.EnrolAsync(await identity.OfferAsync("enrol-6"), ven);
        var client = identity.Host.Server.CreateClient();

        using var removed = await client.DeleteAsync("/api/vens/enrol-6");
        await identity.PostAsync("/api/vens", new RegisterVenRequest("again", RegistrationId: "enrol-6"));

        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.HoldsAsync("the certificate holds no longer", () => !identity.Known.Holds("enrol-6", SerialIn(enrolled)));
        (await identity.GetAsync<CertificateView[]>("/api/vens/enrol-6/certificates"))
            .Select(c => (c.Status, c.Reason))
            .ShouldBe([("revoked", "the VEN was removed")]);
    }

    [Fact]
    public async Task a_node_with_another_authority_gives_no_certificates()
    {
        await identity.EnrolAsync(await identity.OfferAsync("enrol-7"), new TestVen("enrol-7"));
        var folder = Directory.CreateTempSubdirectory("drevents-other-ca-");
        await using var other = await identity.AnotherAsync(
            TimeProvider.System,
            ("Identity:CaFile", Path.Combine(folder.FullName, "ca.pem"))
        );

        var (status, body) = await identity.PostAsync(
            "/api/enrol",
            new EnrolRequest(await identity.OfferAsync("enrol-8", other), new TestVen("enrol-8").Csr()),
            other
        );

        status.ShouldBe(HttpStatusCode.Conflict);
        body.ShouldContain("give all nodes the same Identity:Authority and Identity:CaFile");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task without_an_authority_it_is_said_what_to_set()
    {
        await using var other = await identity.AnotherAsync(TimeProvider.System, ("Identity:CaFile", ""));
        await identity.PostAsync("/api/vens", new RegisterVenRequest("enrol-9", RegistrationId: "enrol-9"), other);

        var (status, body) = await identity.PostAsync("/api/vens/enrol-9/enrolment", null, other);

        status.ShouldBe(HttpStatusCode.Conflict);
        body.ShouldContain("Identity:CaFile is not set");
        using var ca = await other.Server.CreateClient().GetAsync("/api/identity/ca");
        ca.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task all_certificates_and_open_codes_are_listed_those_that_end_first_first()
    {
        await identity.EnrolAsync(await identity.OfferAsync("listed-1"), new TestVen("listed-1"));
        await identity.OfferAsync("listed-2");
        await identity.EnrolAsync(await identity.OfferAsync("listed-3"), new TestVen("listed-3"));
        await identity.EnrolAsync(await identity.OfferAsync("listed-4"), new TestVen("listed-4"));
        var client = identity.Host.Server.CreateClient();
        var serial = (await identity.GetAsync<CertificateView[]>("/api/vens/listed-1/certificates")).Single().Serial;
        (await client.DeleteAsync($"/api/vens/listed-1/certificates/{serial}?reason=sold")).EnsureSuccessStatusCode();
        (await client.DeleteAsync("/api/vens/listed-4")).EnsureSuccessStatusCode();

        CertificateTable table = null!;
        await Eventually.HoldsAsync(
            "the fleet is read again",
            async () => (table = await identity.GetAsync<CertificateTable>("/api/identity/certificates?search=LISTED-")).Total == 3
        );

        table
            .Certificates.Select(c => (c.VenId, c.Status))
            .ShouldBe([("listed-3", "valid"), ("listed-1", "revoked"), ("listed-2", "open")]);
        table.Statuses["open"].ShouldBeGreaterThan(0);
        var page = await identity.GetAsync<CertificateTable>("/api/identity/certificates?search=listed-&sort=venId&offset=1&limit=1");
        (page.Total, page.Certificates.Single().VenId).ShouldBe((3, "listed-2"));
        var revoked = await identity.GetAsync<CertificateTable>("/api/identity/certificates?search=listed-&status=revoked");
        revoked.Certificates.Single().Reason.ShouldBe("sold");
        (await client.GetAsync("/api/identity/certificates?status=lost")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await identity.GetAsync<EnrolmentStateView>("/api/vens/listed-2/enrolment")).IsOpen.ShouldBeTrue();
        var used = await identity.GetAsync<EnrolmentStateView>("/api/vens/listed-3/enrolment");
        (used.IsOpen, used.IsUsed).ShouldBe((false, true));
    }

    [Fact]
    public void the_authoritys_key_is_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other file modes.");

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(identity.CaFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static string SerialIn(EnrolledView enrolled)
    {
        using var certificate = X509Certificate2.CreateFromPem(enrolled.Certificate);
        return IssueCertificate.SerialOf(certificate);
    }

    private static bool IsOf(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
