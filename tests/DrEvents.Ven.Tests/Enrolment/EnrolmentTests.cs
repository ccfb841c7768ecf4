using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using DrEvents.Mqtt;
using DrEvents.Ven.Commands;
using DrEvents.Ven.Enrolment;
using DrEvents.Ven.Log;
using DrEvents.Ven.Tests.Mqtt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Ven.Tests.Enrolment;

/// <summary>How a VEN gets its certificate and keeps it, whatever the backend says.</summary>
public sealed class EnrolmentTests : IDisposable
{
    private const string VenId = "ven-1";
    private readonly string _folder = Directory.CreateTempSubdirectory("ven-enrolment-").FullName;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private string LogFile => Path.Combine(_folder, "ven.log.db");

    private EnrolmentFiles Files => new(VenId, LogFile);

    /// <summary>That of RFC 8032, 7.1, test 1.</summary>
    private static readonly CommandKeyView CommandKey = new("k1", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task a_code_becomes_a_certificate_over_tls_of_a_named_authority()
    {
        using var authority = new TestAuthority();
        await using var backend = await BackendAsync(authority, Answer);

        Run("join", "--code", "0000", "--backend", AddressOf(backend), "--ca", authority.CaFile, "--ven", VenId)
            .ShouldBe(ExitCode.Done, _error.ToString());

        _out.ToString().ShouldContain("broker broker.example:8883");
        var options = Enrol.Apply(new VenOptions(VenId, new BrokerAddress("localhost", 1883)) { LogFile = LogFile });
        (options.Broker.Host, options.Broker.Port, options.Broker.IsTls).ShouldBe(("broker.example", 8883, true));
        options.Broker.CertFile.ShouldBe(Files.IdentityFile);
        options.Enrolment!.CommandKeys.ShouldBe([CommandKey]);
        File.ReadAllText(Path.Combine(_folder, "command-keys.json"))
            .ShouldContain(CommandKey.PublicKey, customMessage: "it obeys nobody else");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Files.IdentityFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // Nothing else is left: no key without its certificate.
        Directory
            .GetFiles(_folder)
            .Select(Path.GetFileName)
            .Order()
            .ShouldBe(["command-keys.json", "ven-1.authority.pem", "ven-1.enrolment.json", "ven-1.identity.pem"]);
    }

    [Fact]
    public void where_the_broker_is_and_another_certificate_may_be_said()
    {
        using var key = Files.NextKey();
        Files.Keep(new EnrolmentRecord(VenId, "https://dr.example", null, new BrokerPlace("told.example", 8883), []), "", "", key);

        var said = Enrol.Apply(new VenOptions(VenId, new BrokerAddress("said.example", 8884)) { LogFile = LogFile, IsBrokerGiven = true });
        var own = new VenOptions(VenId, new BrokerAddress("a", 1) { CertFile = "c", KeyFile = "k" }) { LogFile = LogFile };
        var other = new VenOptions("ven-2", new BrokerAddress("a", 1)) { LogFile = LogFile };

        (said.Broker.Host, said.Broker.Port, said.Broker.IsTls).ShouldBe(("said.example", 8884, true));
        Enrol.Apply(own).ShouldBe(own);
        Enrol.Apply(other).ShouldBe(other);
    }

    [Fact]
    public async Task a_backend_of_another_authority_is_not_told_the_code()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        var asked = 0;
        await using var backend = await BackendAsync(
            authority,
            (request, venId) =>
            {
                asked++;
                return Answer(request, venId);
            }
        );

        Run("join", "--code", "0000", "--backend", AddressOf(backend), "--ca", other.CaFile, "--ven", VenId).ShouldBe(ExitCode.Unreachable);

        asked.ShouldBe(0);
        _error.ToString().ShouldContain("cannot be asked");
    }

    [Theory]
    [InlineData("""{"title":"Refused","detail":"The code has expired"}""", 403, ExitCode.NotHeld, "The code has expired (HTTP 403)")]
    [InlineData("<html>", 502, ExitCode.NotHeld, "refused without a reason (HTTP 502)")]
    [InlineData("<html>", 200, ExitCode.Unreachable, "is it a DrEvents backend?")]
    [InlineData("{}", 200, ExitCode.Unreachable, "is it a DrEvents backend?")]
    [InlineData(
        """{"venId":"ven-2","certificate":"","chain":"","broker":{"host":"b","port":1},"commandKeys":[]}""",
        200,
        ExitCode.Unreachable,
        "the certificate is for ven-2"
    )]
    [InlineData(
        """{"venId":"ven-1","certificate":"x","chain":"","broker":{"host":"b","port":1},"commandKeys":[]}""",
        200,
        ExitCode.Unreachable,
        "not for this VEN's key"
    )]
    public async Task what_a_backend_says_that_is_no_certificate_is_told(string answer, int status, int exitCode, string said)
    {
        using var authority = new TestAuthority();
        await using var backend = await BackendAsync(authority, (_, _) => (status, answer));

        Run("join", "--code", "0000", "--backend", AddressOf(backend), "--ca", authority.CaFile, "--ven", VenId).ShouldBe(exitCode);

        _error.ToString().ShouldContain(said);
        Files.Record().ShouldBeNull();
    }

    [Theory]
    [InlineData("ftp://dr.example", "is no address of a backend")]
    [InlineData("http://192.0.2.1", "is not https")]
    [InlineData("dr.example", "is no address of a backend")]
    public void an_address_that_cannot_be_is_refused(string backend, string said)
    {
        Run("join", "--code", "0000", "--backend", backend, "--ven", VenId).ShouldBe(ExitCode.BadInput);

        _error.ToString().ShouldContain(said);
    }

    [Fact]
    public void a_ven_has_to_be_named()
    {
        Run("join", "--code", "0000", "--backend", "https://dr.example").ShouldBe(ExitCode.BadInput);
        Run("join", "--code", "0000", "--backend", "https://dr.example", "--ven", "a/b").ShouldBe(ExitCode.BadInput);

        _error.ToString().ShouldContain("which VEN?");
        _error.ToString().ShouldContain("'a/b' is not");
    }

    [Fact]
    public void a_key_is_kept_until_its_certificate_is_there_and_then_another_is_made()
    {
        using var first = Files.NextKey();
        using var again = Files.NextKey();
        again.ExportSubjectPublicKeyInfo().ShouldBe(first.ExportSubjectPublicKeyInfo());
        var record = new EnrolmentRecord(VenId, "https://dr.example", null, new BrokerPlace("b", 8883), []);
        var next = Path.Combine(_folder, "ven-1.next.key");
        var kept = File.ReadAllText(next);

        Files.Keep(record, "", CertificateOf(first, TimeSpan.FromDays(9)).ExportCertificatePem(), first);
        // Killed before it could be deleted.
        File.WriteAllText(next, kept);

        using var other = Files.NextKey();
        other.ExportSubjectPublicKeyInfo().ShouldNotBe(first.ExportSubjectPublicKeyInfo());
        using var identity = Files.Identity();
        identity.HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public void what_is_kept_and_cannot_be_read_is_told()
    {
        File.WriteAllText(Path.Combine(_folder, "ven-1.enrolment.json"), "{");
        File.WriteAllText(Files.IdentityFile, "x");

        Should.Throw<InvalidDataException>(() => Files.Record()).Message.ShouldContain("has to enrol again");
        Should.Throw<InvalidDataException>(() => Files.Identity()).Message.ShouldContain("has to enrol again");
    }

    [Fact]
    public void certificates_are_renewed_in_the_last_third_and_not_all_at_once()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var due = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            using var certificate = CertificateOf(key, TimeSpan.FromDays(90));
            Renewal.DueAt(certificate).ShouldBe(Renewal.DueAt(certificate));
            due.Add((Renewal.DueAt(certificate) - certificate.NotBefore).TotalDays);
        }

        due.Min().ShouldBeGreaterThanOrEqualTo(60);
        due.Max().ShouldBeLessThanOrEqualTo(75);
        (due.Max() - due.Min()).ShouldBeGreaterThan(5);
    }

    private int Run(params string[] args) => CommandLine.Run(args, LogFile, _out, _error);

    private static X509Certificate2 CertificateOf(ECDsa key, TimeSpan holds)
    {
        var request = new CertificateRequest($"CN={VenId}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.Create(
            request.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            now,
            now + holds,
            RandomNumberGenerator.GetBytes(16)
        );
    }

    /// <summary>Signs what was asked for.</summary>
    private static (int Status, string Body) Answer(EnrolRequest request, string venId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = CertificateRequest.LoadSigningRequestPem(request.Csr!, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest(asked.SubjectName, asked.PublicKey, HashAlgorithmName.SHA256).Create(
            asked.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            now,
            now.AddDays(1),
            RandomNumberGenerator.GetBytes(16)
        );
        var pem = certificate.ExportCertificatePem();
        var view = new EnrolledView(venId, pem, pem, new BrokerPlace("broker.example", 8883), [CommandKey]);
        return (200, System.Text.Json.JsonSerializer.Serialize(view, System.Text.Json.JsonSerializerOptions.Web));
    }

    private static async Task<WebApplication> BackendAsync(
        TestAuthority authority,
        Func<EnrolRequest, string, (int Status, string Body)> answer
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, o => o.UseHttps(authority.Server)));
        var app = builder.Build();
        app.MapPost(
            "/api/enrol",
            async (Microsoft.AspNetCore.Http.HttpContext http) =>
            {
                var request = await System.Text.Json.JsonSerializer.DeserializeAsync<EnrolRequest>(
                    http.Request.Body,
                    System.Text.Json.JsonSerializerOptions.Web
                );
                var (status, body) = answer(request!, VenId);
                http.Response.StatusCode = status;
                await http.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
            }
        );
        await app.StartAsync();
        return app;
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
