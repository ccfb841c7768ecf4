using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Http;
using DrEvents.Local.Mqtt;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using VenState = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Local.Tests.Mqtt.Attacks;

/// <summary>An embedded broker that lets VENs in by certificates, with what a backend would tell it of them.</summary>
internal sealed class GuardedBroker : IAsyncDisposable
{
    private const string Password = "of-this-process";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly Dictionary<string, VenState> _vens = [];
    private EmbeddedBroker _broker = null!;
    private int _changes;

    public CertificateAuthority Authority { get; } = CertificateAuthority.New(Now);
    public KnownIdentities Known { get; } = new(TimeProvider.System);

    /// <summary>By which the broker counts; it stands still until a test moves it.</summary>
    public FakeTimeProvider Clock { get; } = new();

    /// <summary>What the broker says.</summary>
    public KeptLines Log { get; } = new();

    public int TlsPort => _broker.TlsPort;
    public int PlainPort => _broker.Port;

    /// <summary>Whom it refused what.</summary>
    public ConcurrentQueue<RefusedClient> Refused { get; } = new();

    /// <summary>How many clients it remembers.</summary>
    public int Remembered => _broker.Remembered;

    public static async Task<GuardedBroker> StartAsync(
        PlainMqtt plain = PlainMqtt.Auto,
        int clientsMax = 100,
        Func<TlsDoor, TlsDoor>? door = null,
        int waitingMax = 20_000
    )
    {
        var guarded = new GuardedBroker();
        var rules = new ClientRules(guarded.Authority, guarded.Known, plain, Password);
        var certificate = guarded.Authority.IssueToServer(["localhost", "127.0.0.1"], Now, TimeSpan.FromDays(1));
        var tls = new TlsDoor(IPAddress.Loopback, 0, certificate);
        var options = new EmbeddedBrokerOptions
        {
            Rules = rules,
            ClientsMax = clientsMax,
            WaitingPerClientMax = waitingMax,
            Refused = guarded.Refused.Enqueue,
            Tls = door?.Invoke(tls) ?? tls,
            Clock = guarded.Clock,
        };
        guarded._broker = new EmbeddedBroker(options, guarded.Log);
        guarded.Known.HasRead();
        await guarded._broker.StartAsync();
        return guarded;
    }

    /// <summary>Gives a VEN a certificate.</summary>
    public X509Certificate2 Enrol(string venId, TimeSpan? holds = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Authority.IssueToVen(venId, new PublicKey(key), Now, holds ?? TimeSpan.FromDays(1));
        var serial = IssueCertificate.SerialOf(issued);
        Tell(venId, new CertificateIssued(serial, "", "", issued.NotBefore, issued.NotAfter, null, null, Later()));
        return issued.CopyWithPrivateKey(key);
    }

    public void Revoke(string venId, X509Certificate2 certificate) =>
        Tell(venId, new CertificateRevoked(IssueCertificate.SerialOf(certificate), "stolen", "test", Later()));

    public void Mark(string venId) => Tell(venId, _vens[venId].Changed(new ChangeVenRequest(SharedTopic: true), Later()));

    /// <summary>Connects by a certificate, as the VEN that it is of unless another client id is named.</summary>
    public Task<TestClient> ConnectAsync(X509Certificate2? certificate, string clientId, Action<MqttClientOptionsBuilder>? configure = null)
    {
        var trusted = X509CertificateLoader.LoadCertificate(Authority.Certificate.RawData);
        return TestClient.ConnectAsync(
            TlsPort,
            clientId,
            options =>
            {
                options.WithTlsOptions(tls =>
                {
                    tls.WithTrustChain([trusted]).WithTargetHost("localhost").WithRevocationMode(X509RevocationMode.NoCheck);
                    if (certificate is not null)
                        tls.WithClientCertificates([certificate]);
                });
                configure?.Invoke(options);
            }
        );
    }

    /// <summary>Connects as the backend does.</summary>
    public Task<TestClient> ConnectBackendAsync(Action<MqttClientOptionsBuilder>? configure = null) =>
        TestClient.ConnectAsync(
            PlainPort,
            "drevents-backend",
            options =>
            {
                options.WithCredentials("process", Password);
                configure?.Invoke(options);
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Authority.Dispose();
    }

    private void Tell(string venId, object happened)
    {
        var stream = VenState.StreamOf(venId);
        var before =
            _vens.GetValueOrDefault(venId)
            ?? VenState.Fold(null, stream, new VenRegistered(venId, new GeoLocation(0, 0), [], null, true, false, Now))!;
        Known.Learn([_vens[venId] = VenState.Fold(before, stream, happened)!]);
    }

    private DateTimeOffset Later() => Now.AddMilliseconds(++_changes);
}

/// <summary>Keeps what a broker says.</summary>
internal sealed class KeptLines : ILogger<EmbeddedBroker>
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Whether a line says so.</summary>
    public bool Says(string words) => _lines.Any(l => l.Contains(words, StringComparison.Ordinal));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> write) =>
        _lines.Enqueue(write(state, error));
}
