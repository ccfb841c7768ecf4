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
        if (broker.CaFile is not null)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(broker.CaFile);
            tls.WithTrustChain(authorities);
        }
        if (broker.CertFile is not null && broker.KeyFile is not null)
        {
            using var fromPem = X509Certificate2.CreateFromPemFile(broker.CertFile, broker.KeyFile);
            // Windows cannot use the key of a certificate that was made from PEM before it went through PKCS #12.
            var certificate = X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), password: null);
            tls.WithClientCertificates([certificate]);
        }
    }
}
