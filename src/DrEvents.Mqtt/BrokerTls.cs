using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace DrEvents.Mqtt;

/// <summary>TLS to a broker: certificates read once, and after a failed handshake what was wrong with the broker's certificate.</summary>
internal sealed class BrokerTls
{
    /// <summary>Whatever the machine's configuration allows beside them.</summary>
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly BrokerAddress _broker;
    private readonly X509Certificate2Collection? _authorities;
    private readonly TimeProvider _clock;
    private volatile ConnectFailure? _problem;
    private volatile bool _isCertificateShown;

    private BrokerTls(BrokerAddress broker, TimeProvider clock)
    {
        _broker = broker;
        _clock = clock;
        _authorities = broker.CaFile is { } caFile ? FromPem("Mqtt:CaFile", caFile, () => ReadAuthorities(caFile)) : null;
        Own = broker is { CertFile: { } certFile, KeyFile: { } keyFile }
            ? FromPem("Mqtt:CertFile, Mqtt:KeyFile", certFile, () => ReadOwn(certFile, keyFile))
            : null;
    }

    private string? Alpn => BrokerPorts.AlpnOf(_broker.Port, _broker.Alpn);

    /// <summary>Our own certificate with its key; null when there is none.</summary>
    public X509Certificate2? Own { get; }

    /// <summary>Reads the files; null where the broker is reached without TLS.</summary>
    /// <exception cref="InvalidDataException">A file cannot be used; the message names the configuration key.</exception>
    public static BrokerTls? Of(BrokerAddress broker, TimeProvider clock) => broker.IsTls ? new(broker, clock) : null;

    /// <summary>Makes a connection encrypted.</summary>
    public void Apply(MqttClientOptionsBuilder options) =>
        options.WithTlsOptions(tls =>
        {
            // Private authorities publish no revocation lists that a device could reach.
            tls.UseTls()
                .WithSslProtocols(Versions)
                .WithTargetHost(_broker.Host)
                .WithRevocationMode(X509RevocationMode.NoCheck)
                .WithCertificateValidationHandler(IsTrusted);
            if (Alpn is { } alpn)
                tls.WithApplicationProtocols([new SslApplicationProtocol(alpn)]);
            if (_authorities is not null)
                tls.WithTrustChain(_authorities);
            if (Own is not null)
                tls.WithClientCertificates([Own]);
        });

    /// <summary>How far the last handshake came: whether the broker showed a certificate, and what was wrong with it.</summary>
    internal (bool IsCertificateShown, ConnectFailure? Problem) TakeHandshake()
    {
        var handshake = (_isCertificateShown, _problem);
        (_isCertificateShown, _problem) = (false, null);
        return handshake;
    }

    /// <summary>
    /// What the broker says after a handshake to a client that only listens. In TLS 1.3 a broker refuses a client's certificate after the
    /// client has begun to speak, and what it says is then lost with the connection.
    /// </summary>
    internal async Task<Exception?> ListenAsync(CancellationToken cancellation)
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(_broker.Host, _broker.Port, cancellation);
            await using var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false);
            await stream.AuthenticateAsClientAsync(OptionsToListen(), cancellation);
            await stream.ReadExactlyAsync(new byte[1], cancellation);
            return null;
        }
        catch (Exception e)
        {
            // Whatever comes is the answer.
            return e;
        }
    }

    private SslClientAuthenticationOptions OptionsToListen()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (_authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities);
        }
        return new SslClientAuthenticationOptions
        {
            TargetHost = _broker.Host,
            EnabledSslProtocols = Versions,
            ClientCertificates = Own is null ? null : [Own],
            ApplicationProtocols = Alpn is { } alpn ? [new SslApplicationProtocol(alpn)] : null,
            CertificateChainPolicy = policy,
        };
    }

    private bool IsTrusted(MqttClientCertificateValidationEventArgs e)
    {
        _isCertificateShown = true;
        if (e.SslPolicyErrors == SslPolicyErrors.None)
            return true;
        _problem = BrokerCertificate.Problem(e.Certificate, e.Chain, e.SslPolicyErrors, _broker, _clock.GetUtcNow());
        return false;
    }

    private static X509Certificate2Collection ReadAuthorities(string caFile)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(caFile);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
    }

    private static X509Certificate2 ReadOwn(string certFile, string keyFile)
    {
        using var fromPem = X509Certificate2.CreateFromPemFile(certFile, keyFile);
        // Windows cannot use the key of a certificate that was made from PEM before it went through PKCS #12.
        return X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), password: null);
    }

    private static T FromPem<T>(string key, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{key}: '{file}' cannot be used: {e.Message}", e);
        }
    }
}
