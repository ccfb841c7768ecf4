using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Identity.Attacks;

/// <summary>Who wants a certificate that he should not have.</summary>
[Collection(typeof(IdentityCollection))]
public sealed class EnrolmentAttacks(IdentityFixture identity)
{
    private static readonly string[] Garbage =
    [
        "x",
        "-----BEGIN CERTIFICATE REQUEST-----\n!!!\n-----END CERTIFICATE REQUEST-----",
        "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----",
        "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----",
        "\0\0\0\0",
    ];

    [Fact]
    public async Task a_code_is_guessed()
    {
        var address = "192.0.2.1";
        for (var guess = 0; guess < 20; guess++)
        {
            var (status, body) = await AskAsync(EnrolmentCode.New(), "guess-1", address);
            status.ShouldBe(HttpStatusCode.Forbidden);
            body.ShouldContain("The code is not known");
        }

        var (shut, why) = await AskAsync(await identity.OfferAsync("guess-1"), "guess-1", address);
        var (open, _) = await AskAsync(await identity.OfferAsync("guess-2"), "guess-2", "192.0.2.2");

        // Who guesses is not even listened to any more, and others are.
        shut.ShouldBe(HttpStatusCode.TooManyRequests);
        why.ShouldContain("try again in a minute");
        open.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("' or 1=1 --")]
    [InlineData("0000-0000-0000-0000-0000-000")]
    [InlineData("0000-0000-0000-0000-0000-00000")]
    public async Task a_code_is_none(string code)
    {
        var (status, _) = await AskAsync(code, "none-1", "192.0.2.3");

        status.ShouldBe(code.Length == 0 ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_code_is_used_twice()
    {
        var code = await identity.OfferAsync("twice-1");
        await identity.EnrolAsync(code, new TestVen("twice-1"));

        var (status, body) = await AskAsync(code, "twice-1", "192.0.2.4");

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("The code has been used");
        (await identity.GetAsync<CertificateView[]>("/api/vens/twice-1/certificates")).Length.ShouldBe(1);
        (await StoredAsync<EnrolmentRefused>("twice-1"))
            .Select(e => (e.Reason, e.From))
            .ShouldBe([("The code has been used", "192.0.2.4")]);
    }

    [Fact]
    public async Task a_stolen_box_uses_its_code_again_after_its_certificate_was_revoked()
    {
        var code = await identity.OfferAsync("twice-2");
        using var box = new TestVen("twice-2");
        await identity.EnrolAsync(code, box);
        var serial = (await identity.GetAsync<CertificateView[]>("/api/vens/twice-2/certificates")).Single().Serial;
        using var revoked = await identity.Host.Server.CreateClient().DeleteAsync($"/api/vens/twice-2/certificates/{serial}");

        var (status, body) = await identity.PostAsync("/api/enrol", new EnrolRequest(code, box.Csr()), from: "192.0.2.33");

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("The code has been used");
        (await identity.GetAsync<CertificateView[]>("/api/vens/twice-2/certificates")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task a_code_is_used_twice_at_once()
    {
        var code = await identity.OfferAsync("race-1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AskAsync(code, "race-1", $"192.0.2.{10 + i}")));

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.Forbidden).ShouldBe(7);
    }

    [Fact]
    public async Task a_used_code_is_tried_for_ever()
    {
        var code = await identity.OfferAsync("ever-1");
        await identity.EnrolAsync(code, new TestVen("ever-1"));

        for (var i = 0; i < 15; i++)
            await AskAsync(code, "ever-1", "192.0.2.5");

        // The stream of the VEN is not filled.
        (await StoredAsync<EnrolmentRefused>("ever-1")).Count.ShouldBe(10);
    }

    [Fact]
    public async Task a_code_comes_after_its_time()
    {
        var code = await identity.OfferAsync("late-1");
        await using var later = await identity.LaterAsync(1.1);

        var (status, body) = await identity.PostAsync(
            "/api/enrol",
            new EnrolRequest(code, new TestVen("late-1").Csr()),
            later,
            "192.0.2.6"
        );

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("The code has expired");
    }

    [Fact]
    public async Task a_code_comes_after_another_was_made()
    {
        var first = await identity.OfferAsync("newer-1");
        await identity.OfferAsync("newer-1");

        var (status, _) = await AskAsync(first, "newer-1", "192.0.2.7");

        status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task the_store_is_read_for_codes()
    {
        var code = await identity.OfferAsync("read-1");

        var offered = (await StoredAsync<EnrolmentOffered>("read-1")).Single();

        offered.CodeHash.ShouldMatch("^[0-9a-f]{64}$");
        offered.ToString().ShouldNotContain(code);
        offered.By.ShouldBe("loopback");
    }

    [Fact]
    public async Task the_request_is_garbage()
    {
        var code = await identity.OfferAsync("garbage-1");
        foreach (var csr in Garbage)
        {
            var (status, body) = await identity.PostAsync("/api/enrol", new EnrolRequest(code, csr), from: "192.0.2.8");
            status.ShouldBe(HttpStatusCode.BadRequest, csr);
            body.ShouldContain("csr");
        }

        // The code is still good.
        await identity.EnrolAsync(code, new TestVen("garbage-1"));
    }

    [Fact]
    public async Task the_request_is_huge()
    {
        var (status, body) = await identity.PostAsync(
            "/api/enrol",
            new EnrolRequest(EnrolmentCode.New(), new string('A', 5000)),
            from: "192.0.2.9"
        );

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ShouldContain("csr: is longer than 4096 characters");
    }

    [Fact]
    public async Task the_key_is_weak()
    {
        var code = await identity.OfferAsync("weak-1");
        using var small = RSA.Create(1024);
        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP521);

        var (ofRsa, whyRsa) = await identity.PostAsync(
            "/api/enrol",
            new EnrolRequest(code, TestVen.CsrOf("weak-1", small)),
            from: "192.0.2.30"
        );
        var (ofEc, whyEc) = await identity.PostAsync(
            "/api/enrol",
            new EnrolRequest(code, TestVen.CsrOf("weak-1", strange)),
            from: "192.0.2.30"
        );

        (ofRsa, ofEc).ShouldBe((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest));
        whyRsa.ShouldContain("RSA key of 1024 bits");
        whyEc.ShouldContain("neither P-256, P-384 nor RSA");
    }

    [Fact]
    public async Task the_request_names_another_ven()
    {
        await identity.OfferAsync("victim-1");
        var code = await identity.OfferAsync("villain-1");

        var (status, body) = await AskAsync(code, "victim-1", "192.0.2.31");

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("The code is for villain-1, and the request asks for another name");
        (await identity.GetAsync<CertificateView[]>("/api/vens/victim-1/certificates")).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_request_is_signed_by_another_key()
    {
        var code = await identity.OfferAsync("forged-1");
        using var ven = new TestVen("forged-1");
        var der = Convert.FromBase64String(string.Concat(ven.Csr().Split('\n').Where(l => !l.StartsWith('-'))));
        der[^1] ^= 1;

        var (status, body) = await identity.PostAsync(
            "/api/enrol",
            new EnrolRequest(code, PemEncoding.WriteString("CERTIFICATE REQUEST", der)),
            from: "192.0.2.32"
        );

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ShouldContain("whose signature holds");
    }

    [Fact]
    public async Task the_request_asks_to_be_an_authority()
    {
        var code = await identity.OfferAsync("greedy-1");
        using var ven = new TestVen("greedy-1");
        var request = new CertificateRequest("CN=greedy-1", ven.Key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));

        var (status, body) = await identity.PostAsync("/api/enrol", new EnrolRequest(code, request.CreateSigningRequestPem()));

        status.ShouldBe(HttpStatusCode.OK);
        using var certificate = X509Certificate2.CreateFromPem(IdentityFixture.Read<EnrolledView>(body).Certificate);
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeFalse();
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value.ShouldBe("1.3.6.1.5.5.7.3.2");
    }

    private Task<(HttpStatusCode Status, string Body)> AskAsync(string code, string venId, string from)
    {
        using var ven = new TestVen(venId);
        return identity.PostAsync("/api/enrol", new EnrolRequest(code, ven.Csr()), from: from);
    }

    private async Task<List<T>> StoredAsync<T>(string venId)
    {
        await using var session = identity.Host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var stored = await session.Events.FetchStreamAsync(Features.Vens.Ven.StreamOf(venId));
        return [.. stored.Select(e => e.Data).OfType<T>()];
    }
}
