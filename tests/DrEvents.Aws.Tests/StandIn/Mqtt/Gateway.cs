using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Mqtt;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Aws.Tests.StandIn.Mqtt;

/// <summary>
/// AWS IoT Core's door for MQTT, before a mosquitto that does the work: mutual TLS, a policy for each certificate, and the limits of the
/// contract. Whoever breaks one is disconnected, and it is noted.
/// </summary>
public sealed class Gateway : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, (string? Thing, IotPolicy Policy)> _certificates = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentQueue<DoorConnection> _connections = new();
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authorities = [];
    private readonly int _brokerPort;
    private readonly bool _isPort443;
    private readonly SslProtocols _versions;
    private readonly Func<string, string, ReadOnlyMemory<byte>, Task> _onShadow;
    private readonly CertificateService? _issued;
    private readonly Task _serving;

    /// <param name="brokerPort">Where mosquitto listens, plain and on this machine alone.</param>
    /// <param name="onShadow">Gets requests to device shadows: the thing, the verb and the payload.</param>
    /// <param name="isPort443">Whether it behaves as on port 443, where MQTT has to be asked for by name (ALPN).</param>
    /// <param name="issued">Certificates that were issued here.</param>
    /// <param name="versions">Versions of TLS that it offers.</param>
    public Gateway(
        TestCertificates certificates,
        int brokerPort,
        Func<string, string, ReadOnlyMemory<byte>, Task> onShadow,
        bool isPort443 = false,
        CertificateService? issued = null,
        SslProtocols versions = SslProtocols.Tls12 | SslProtocols.Tls13
    )
    {
        (_brokerPort, _onShadow, _isPort443, _issued, _versions) = (brokerPort, onShadow, isPort443, issued, versions);
        using var fromPem = X509Certificate2.CreateFromPemFile(certificates.Server.CertFile, certificates.Server.KeyFile);
        _certificate = X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), null);
        _authorities.ImportFromPemFile(certificates.CaFile);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Limits and policies that were broken: who, and how.</summary>
    public IReadOnlyList<string> Violations => [.. _violations];

    /// <summary>All connections there were.</summary>
    public IReadOnlyList<DoorConnection> Connections => [.. _connections];

    /// <summary>Makes a certificate known, as registering it does; until it is revoked.</summary>
    public void Register(CertificateFiles files, string? thing, IotPolicy policy)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(files.CertFile);
        _certificates[certificate.Thumbprint] = (thing, policy);
    }

    /// <summary>Takes a certificate's rights away; connections that stand are ended.</summary>
    public void Revoke(CertificateFiles files)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(files.CertFile);
        _certificates.TryRemove(certificate.Thumbprint, out _);
        foreach (var connection in _connections.Where(c => c.Thumbprint == certificate.Thumbprint))
            connection.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections)
            connection.Close();
        await _serving;
        _certificate.Dispose();
        _stopping.Dispose();
    }

    internal void Note(string who, string what) => _violations.Enqueue($"{who}: {what}");

    /// <summary>Answers a question of fleet provisioning; null where the topic is none.</summary>
    internal (string Topic, byte[] Payload)? Provision(string topic, ReadOnlyMemory<byte> payload) => _issued?.Answer(topic, payload);

    internal Task OnShadowAsync(string thing, string verb, ReadOnlyMemory<byte> payload) => _onShadow(thing, verb, payload);

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The door closes.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var own = client;
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(Options(), _stopping.Token);
            var name = tls.NegotiatedApplicationProtocol.ToString();
            var thumbprint = ((X509Certificate2)tls.RemoteCertificate!).Thumbprint;
            if (_isPort443 && name != BrokerPorts.AwsAlpn)
                Note(tls.RemoteCertificate!.Subject, $"on port 443 without {BrokerPorts.AwsAlpn}");
            else if (_certificates.TryGetValue(thumbprint, out var known) || _issued?.TryFind(thumbprint, out known) == true)
            {
                using var broker = new TcpClient();
                await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _stopping.Token);
                using var connection = new DoorConnection(this, tls, broker.GetStream(), known.Thing, known.Policy, thumbprint);
                _connections.Enqueue(connection);
                await connection.RunAsync(_stopping.Token);
            }
            else
                Note(tls.RemoteCertificate!.Subject, "a certificate that is not registered");
        }
        catch (Exception e)
            when (e is IOException or AuthenticationException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // A connection that broke, or was not let in.
        }
        catch (Exception e)
        {
            Note("the door", e.ToString());
        }
    }

    private SslServerAuthenticationOptions Options()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust };
        policy.CustomTrustStore.AddRange(_authorities);
        return new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateRequired = true,
            CertificateChainPolicy = policy,
            EnabledSslProtocols = _versions,
            ApplicationProtocols = _isPort443 ? [new SslApplicationProtocol(BrokerPorts.AwsAlpn)] : null,
        };
    }
}
