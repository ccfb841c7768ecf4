using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Contracts.Mqtt;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace DrEvents.Ven.Mqtt;

/// <summary>How a VEN connects.</summary>
internal static class ConnectOptions
{
    /// <summary>How long the broker keeps commands for a VEN that is away. A shed that is older has expired or is repeated.</summary>
    private const uint SessionExpiryS = 3600;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    public static MqttClientOptions Of(string venId, BrokerAddress broker)
    {
        var options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(broker.Host, broker.Port)
            .WithClientId(venId)
            .WithCleanStart(false)
            .WithSessionExpiryInterval(SessionExpiryS)
            .WithReceiveMaximum(WireLimits.InFlightMax)
            .WithKeepAlivePeriod(KeepAlive)
            .WithWillTopic(Topics.Status(venId))
            .WithWillPayload(new VenStatusMessage(Online: false).ToUtf8())
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithWillRetain();
        if (broker.IsTls)
            options.WithTlsOptions(tls => UseTls(tls, broker));
        return options.Build();
    }

    private static void UseTls(MqttClientTlsOptionsBuilder tls, BrokerAddress broker)
    {
        // Private authorities publish no revocation lists that a device could reach.
        tls.UseTls().WithTargetHost(broker.Host).WithRevocationMode(X509RevocationMode.NoCheck);
        if (broker.CaFile is { } caFile)
            tls.WithTrustChain(FromPem("Mqtt:CaFile", () => ReadAuthorities(caFile)));
        if (broker is { CertFile: { } certFile, KeyFile: { } keyFile })
            tls.WithClientCertificates([FromPem("Mqtt:CertFile, Mqtt:KeyFile", () => ReadCertificate(certFile, keyFile))]);
    }

    private static X509Certificate2Collection ReadAuthorities(string caFile)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(caFile);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
    }

    private static X509Certificate2 ReadCertificate(string certFile, string keyFile)
    {
        using var fromPem = X509Certificate2.CreateFromPemFile(certFile, keyFile);
        // Windows cannot use the key of a certificate that was made from PEM before it went through PKCS #12.
        return X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), password: null);
    }

    private static T FromPem<T>(string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"{key}: cannot be read as PEM: {e.Message}", e);
        }
    }
}
