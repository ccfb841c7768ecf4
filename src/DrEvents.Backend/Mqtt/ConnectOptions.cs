using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;

namespace DrEvents.Backend.Mqtt;

/// <summary>Turns configuration into what the MQTT client needs.</summary>
internal static class ConnectOptions
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);

    public static MqttClientOptions From(MqttOptions options, SessionPlan session)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(options.Host, options.PortInForce)
            .WithClientId(session.ClientId)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)session.Expiry.TotalSeconds)
            .WithReceiveMaximum((ushort)options.ReceiveMaximum)
            .WithKeepAlivePeriod(KeepAlive);
        if (options.Tls)
            builder.WithTlsOptions(tls => Tls(tls, options));
        return builder.Build();
    }

    private static void Tls(MqttClientTlsOptionsBuilder tls, MqttOptions options)
    {
        tls.UseTls();
        if (options.CaFile is not null)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(options.CaFile);
            tls.WithTrustChain(authorities);
        }
        if (options.CertFile is not null)
        {
            using var pem = X509Certificate2.CreateFromPemFile(options.CertFile, options.KeyFile);
            // A key that lives only in memory is refused by some platforms' TLS; a PKCS#12 round trip makes it usable everywhere.
            tls.WithClientCertificates([X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null)]);
        }
    }
}
