using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Alba;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Tests.Identity;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;

namespace DrEvents.Backend.Tests.Mqtt.Attacks;

/// <summary>A real mosquitto lets VENs in by the files that the backend keeps, and throws out whose certificate was revoked.</summary>
[Collection(typeof(IdentityCollection))]
public sealed class MosquittoAttacks(IdentityFixture identity) : IAsyncLifetime
{
    private const string Villain = "mosquitto-villain";
    private const string Victim = "mosquitto-victim";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-mosquitto-");
    private readonly int _tlsPort = FreePort.Find();
    private readonly int _plainPort = FreePort.Find();
    private ChildProcess? _mosquitto;
    private IAlbaHost? _backend;

    private string FileOf(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        if (MosquittoBroker.Program is null)
            return;
        _backend = await identity.AnotherAsync(
            TimeProvider.System,
            ("Identity:Mosquitto:Folder", _folder.FullName),
            ("Identity:Mosquitto:PidFile", FileOf("mosquitto.pid")),
            ("Mqtt:Host", TestBroker.Host),
            ("Mqtt:Port", _plainPort.ToString(CultureInfo.InvariantCulture))
        );
        await Eventually.HoldsAsync("the files are there", () => File.Exists(FileOf("drevents.acl")));
        using var server = identity.Authority.IssueToServer(["localhost"], TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));
        await File.WriteAllTextAsync(FileOf("server.pem"), server.ExportCertificatePem());
        await File.WriteAllTextAsync(FileOf("server.key"), server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.WriteAllLinesAsync(FileOf("mosquitto.conf"), Configuration());
        _mosquitto = await ChildProcess.StartAsync([], "TERM", [MosquittoBroker.Program, "-c", FileOf("mosquitto.conf")], _ => { });
        await Eventually.HoldsAsync(
            "mosquitto listens",
            () => File.Exists(FileOf("mosquitto.pid")) && File.ReadAllText(FileOf("mosquitto.pid")).Length > 0
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_mosquitto is not null)
        {
            _mosquitto.Kill();
            await _mosquitto.WaitForExitAsync(TimeSpan.FromSeconds(10));
            _mosquitto.Dispose();
        }
        if (_backend is not null)
            await _backend.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task a_revoked_certificate_stays_connected_and_another_speaks_for_others()
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed.");
        var (villains, victims) = (await EnrolAsync(Villain), await EnrolAsync(Victim));
        await using var backend = await TestClient.ConnectAsync(_plainPort, "drevents-backend-of-test");
        await backend.SubscribeAsync("#");
        await using var villain = await ConnectAsync(villains, Villain);
        await using var victim = await ConnectAsync(victims, Victim);
        await villain.SubscribeAsync("#");

        await villain.PublishAsync(Topics.Telemetry(Victim), "forged");
        await villain.PublishAsync(Topics.SharedMetering, "forged");
        await backend.PublishAsync(Topics.Command(Victim), "for the victim");
        await villain.PublishAsync(Topics.Telemetry(Villain), "its own");
        await backend.HasReceivedAsync(2);

        backend.Messages.Select(m => m.Topic).Where(t => t != Topics.Command(Victim)).ShouldBe([Topics.Telemetry(Villain)]);
        villain.Messages.ShouldBeEmpty();
        // The client id is that of the certificate, whatever the client says: nobody takes over the connection of another.
        await using (await ConnectAsync(await EnrolAsync("mosquitto-third"), Victim))
            victim.IsConnected.ShouldBeTrue();

        var serial = IssueCertificate.SerialOf(villains);
        using var revoked = await _backend!.Server.CreateClient().DeleteAsync($"/api/vens/{Villain}/certificates/{serial}?reason=stolen");
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await villain.IsDisconnectedAsync();
        await Should.ThrowAsync<Exception>(() => ConnectAsync(villains, Villain));
        victim.IsConnected.ShouldBeTrue();
        await victim.PublishAsync(Topics.Telemetry(Victim), "goes on");
        await backend.HasReceivedAsync(3);
        await Eventually.HoldsAsync(
            "it is noted who was thrown out",
            () => File.ReadAllText(FileOf("drevents-thrown-out")).Contains(serial)
        );
    }

    /// <summary>As the guide has it.</summary>
    private string[] Configuration() =>
        [
            "per_listener_settings true",
            $"pid_file {FileOf("mosquitto.pid")}",
            .. Environment.IsPrivilegedProcess ? ["user root"] : Array.Empty<string>(),
            $"listener {_tlsPort} {TestBroker.Host}",
            $"cafile {FileOf("drevents-ca.pem")}",
            $"certfile {FileOf("server.pem")}",
            $"keyfile {FileOf("server.key")}",
            $"crlfile {FileOf("drevents-crl.pem")}",
            $"acl_file {FileOf("drevents.acl")}",
            "require_certificate true",
            "use_identity_as_username true",
            "use_username_as_clientid true",
            $"listener {_plainPort} {TestBroker.Host}",
            "allow_anonymous true",
        ];

    private async Task<X509Certificate2> EnrolAsync(string venId)
    {
        using var ven = new TestVen(venId);
        var enrolled = await identity.EnrolAsync(await identity.OfferAsync(venId, _backend), ven, _backend);
        using var certificate = X509Certificate2.CreateFromPem(enrolled.Certificate);
        return certificate.CopyWithPrivateKey(ven.Key);
    }

    private Task<TestClient> ConnectAsync(X509Certificate2 certificate, string clientId)
    {
        var trusted = X509CertificateLoader.LoadCertificateFromFile(FileOf("drevents-ca.pem"));
        return TestClient.ConnectAsync(
            _tlsPort,
            clientId,
            o =>
                o.WithTlsOptions(tls =>
                    tls.WithClientCertificates([certificate])
                        .WithTrustChain([trusted])
                        .WithTargetHost("localhost")
                        .WithRevocationMode(X509RevocationMode.NoCheck)
                )
        );
    }
}
