using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Http;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;

namespace DrEvents.Aws.Tests.Provisioning;

/// <summary>A VEN enrols by a code where AWS IoT Core signs, connects by what it got, and loses it.</summary>
[Collection("one clock, one port")]
public sealed class EnrolmentScenarios : IAsyncLifetime
{
    private const string VenId = "site:7";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-enrolment-");
    private IotCore _core = null!;
    private DrSystem _system = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _core = await IotCore.StartAsync();
        _core.DataPlane.Policy = Policies.Provisioning;
        var backend = _core.Add("backend", null, Policies.Backend);
        var settings = _core.BackendSettings(backend);
        settings["Identity:Authority"] = "aws";
        settings["Identity:BrokerCaFile"] = _core.Certificates.CaFile;
        settings["Identity:BrokerPort"] = $"{_core.Mqtt.Port}";
        settings["Provisioning:Policy"] = CertificateService.Policy;
        settings["Provisioning:ThingType"] = "drevents-ven";
        _system = await DrSystem.StartAsync(_core, backend, settings);
        _http = _system.Host.Server.CreateClient();
        (await _http.PostAsJsonAsync("/api/vens", new RegisterVenRequest(VenId, RegistrationId: VenId))).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _system.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task a_ven_connects_by_the_certificate_that_its_code_got_it()
    {
        using var key = NewKey();
        var enrolled = await EnrolAsync(key);

        var certificate = _core.Issued.Certificates.ShouldHaveSingleItem();
        (certificate.Pem.Trim(), certificate.Status).ShouldBe((enrolled.Certificate.Trim(), "ACTIVE"));
        (certificate.Things.Single(), certificate.Policies.Single()).ShouldBe((VenId, CertificateService.Policy));
        enrolled.Broker.ShouldBe(new BrokerPlace("localhost", _core.Mqtt.Port));

        await _system.With(Agent(enrolled, key)).StartAsync();
        await _system.UntilHeardAsync(VenId);
        _core.Mqtt.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_same_request_again_gets_the_same_certificate_and_another_key_gets_none()
    {
        using var key = NewKey();
        var code = await OfferAsync();
        var csr = CsrOf(VenId, key);
        var first = await EnrolAsync(code, csr);

        (await EnrolAsync(code, csr)).Certificate.ShouldBe(first.Certificate);
        using var other = NewKey();
        (await PostAsync("/api/enrol", new EnrolRequest(code, CsrOf(VenId, other)))).Status.ShouldBe(HttpStatusCode.Forbidden);
        _core.Issued.Certificates.Count.ShouldBe(1);
    }

    [Fact]
    public async Task what_is_revoked_here_is_revoked_at_aws_though_aws_is_away_at_first()
    {
        using var key = NewKey();
        var enrolled = await EnrolAsync(key);
        _core.DataPlane.Policy = Policies.DataPlane;
        await RevokeAsync(enrolled);
        // More often than any other message is tried, which would be a dead letter by now.
        await Eventually.HoldsAsync("AWS was asked four times", () => Refusals >= 4, withinS: 60);
        _core.DataPlane.Policy = Policies.Provisioning;

        await Eventually.HoldsAsync(
            "AWS lets nobody in by it",
            () => _core.Issued.Certificates.All(c => c.Status != "ACTIVE" && c.Things.Count == 0),
            withinS: 90
        );
    }

    [Fact]
    public async Task the_key_of_a_revoked_certificate_gets_another_one_that_can_be_revoked_too()
    {
        using var key = NewKey();
        var first = await EnrolAsync(key);
        // AWS does not hear of it.
        _core.DataPlane.Policy = Policies.DataPlane;
        await RevokeAsync(first);
        _core.DataPlane.Policy = Policies.Provisioning;

        var second = await EnrolAsync(key);

        SerialOf(second).ShouldNotBe(SerialOf(first));
        await RevokeAsync(second);
        await Eventually.HoldsAsync(
            "AWS lets nobody in by either",
            () => _core.Issued.Certificates.All(c => c.Status != "ACTIVE"),
            withinS: 90
        );
    }

    [Fact]
    public async Task a_ven_that_is_removed_while_aws_is_asked_gets_nothing()
    {
        using var key = NewKey();
        var (code, csr) = (await OfferAsync(), CsrOf(VenId, key));
        _core.DataPlane.BeforeControl = async () =>
        {
            _core.DataPlane.BeforeControl = null;
            (await _http.DeleteAsync(new Uri($"/api/vens/{VenId}", UriKind.Relative))).EnsureSuccessStatusCode();
        };

        (await PostAsync("/api/enrol", new EnrolRequest(code, csr))).Status.ShouldBe(HttpStatusCode.Forbidden);

        await Eventually.HoldsAsync(
            "what AWS gave is taken back",
            () => _core.Issued.Certificates.All(c => c.Status != "ACTIVE"),
            withinS: 30
        );
    }

    [Fact]
    public async Task a_ven_that_is_removed_loses_its_certificate_at_aws()
    {
        using var key = NewKey();
        await EnrolAsync(key);

        (await _http.DeleteAsync(new Uri($"/api/vens/{VenId}", UriKind.Relative))).EnsureSuccessStatusCode();

        await Eventually.HoldsAsync("its certificate is gone", () => _core.Issued.Certificates.Count == 0, withinS: 30);
    }

    [Fact]
    public async Task nobody_renews_by_a_certificate_that_he_made_himself()
    {
        using var key = NewKey();
        var enrolled = await EnrolAsync(key);
        using var real = X509Certificate2.CreateFromPem(enrolled.Certificate);
        using var own = NewKey();
        var request = new CertificateRequest($"CN={VenId}", own, HashAlgorithmName.SHA256);
        // The name and the serial number of the one that was given, for a key of his own.
        using var forged = request.Create(
            real.IssuerName,
            X509SignatureGenerator.CreateForECDsa(own),
            real.NotBefore,
            real.NotAfter,
            Convert.FromHexString(real.SerialNumber)
        );
        using var next = NewKey();
        var csr = CsrOf(VenId, next);
        var signature = own.SignData(Encoding.UTF8.GetBytes(csr), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        var (status, body) = await PostAsync(
            "/api/enrol/renew",
            new RenewRequest(csr, forged.ExportCertificatePem(), Convert.ToBase64String(signature))
        );

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("The certificate is not known");
        _core.Issued.Certificates.Count.ShouldBe(1);
    }

    [Fact]
    public async Task what_aws_refuses_is_said_and_the_code_is_good_still()
    {
        using var key = NewKey();
        var (code, csr) = (await OfferAsync(), CsrOf(VenId, key));
        _core.DataPlane.Policy = Policies.DataPlane;

        var (status, body) = await PostAsync("/api/enrol", new EnrolRequest(code, csr));

        status.ShouldBe(HttpStatusCode.BadGateway);
        ((string?)JsonNode.Parse(body)!["detail"]).ShouldNotBeNull().ShouldStartWith("AWS IoT Core gave no certificate: AWS answers 403");
        _core.DataPlane.Policy = Policies.Provisioning;
        (await EnrolAsync(code, csr)).VenId.ShouldBe(VenId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ven-8")]
    public async Task a_request_under_no_name_or_another_gets_nothing(string? name)
    {
        using var key = NewKey();
        var (status, _) = await PostAsync("/api/enrol", new EnrolRequest(await OfferAsync(), CsrOf(name, key)));

        status.ShouldBe(name is null ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden);
        _core.Issued.Certificates.ShouldBeEmpty();
    }

    private int Refusals => _core.DataPlane.Answers.Where(a => a.Key.StartsWith("403", StringComparison.Ordinal)).Sum(a => a.Value);

    private async Task RevokeAsync(EnrolledView enrolled) =>
        (
            await _http.DeleteAsync(new Uri($"/api/vens/{VenId}/certificates/{SerialOf(enrolled)}", UriKind.Relative))
        ).EnsureSuccessStatusCode();

    private static string SerialOf(EnrolledView enrolled)
    {
        using var certificate = X509Certificate2.CreateFromPem(enrolled.Certificate);
        return certificate.SerialNumber.ToLowerInvariant();
    }

    private VenAgent Agent(EnrolledView enrolled, ECDsa key)
    {
        var files = new CertificateFiles(VenId, Path.Combine(_folder.FullName, "ven.pem"), Path.Combine(_folder.FullName, "ven.key"));
        File.WriteAllText(files.CertFile, enrolled.Certificate);
        File.WriteAllText(files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder.FullName, "ca.pem"), enrolled.Chain);
        var broker = new BrokerAddress(enrolled.Broker.Host, enrolled.Broker.Port)
        {
            IsTls = true,
            CaFile = Path.Combine(_folder.FullName, "ca.pem"),
            CertFile = files.CertFile,
            KeyFile = files.KeyFile,
        };
        return new VenAgent(
            new VenOptions(VenId, broker) { ReportInterval = TimeSpan.FromSeconds(1) },
            HomeLoads.Typical(1),
            TimeProvider.System
        );
    }

    private async Task<EnrolledView> EnrolAsync(ECDsa key) => await EnrolAsync(await OfferAsync(), CsrOf(VenId, key));

    private async Task<EnrolledView> EnrolAsync(string code, string csr)
    {
        using var answer = await _http.PostAsJsonAsync("/api/enrol", new EnrolRequest(code, csr));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EnrolledView>())!;
    }

    private async Task<string> OfferAsync()
    {
        using var answer = await _http.PostAsync(new Uri($"/api/vens/{VenId}/enrolment", UriKind.Relative), null);
        return (await answer.Content.ReadFromJsonAsync<EnrolmentOfferView>())!.Code;
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static string CsrOf(string? name, ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        if (name is not null)
            subject.AddCommonName(name);
        return new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }
}
