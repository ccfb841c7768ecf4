using DrEvents.Mqtt;
using MQTTnet;
using MQTTnet.Formatter;

namespace DrEvents.Backend.Mqtt;

/// <summary>Turns configuration into what the MQTT client needs.</summary>
internal static class ConnectOptions
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);

    public static MqttClientOptions From(MqttOptions options, SessionPlan session, BrokerTls? tls)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(options.Host, options.PortInForce)
            .WithClientId(session.ClientId)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)session.Expiry.TotalSeconds)
            .WithReceiveMaximum((ushort)options.ReceiveMaximum)
            .WithKeepAlivePeriod(KeepAlive);
        tls?.Apply(builder);
        return builder.Build().WithRoom();
    }

    /// <summary>The broker's TLS; null where there is none.</summary>
    /// <exception cref="InvalidDataException">A file cannot be used; the message names the configuration key.</exception>
    public static BrokerTls? TlsOf(MqttOptions options, TimeProvider clock) =>
        options.Tls
            ? BrokerTls.Load(
                new TlsSettings(options.Host)
                {
                    CaFile = options.CaFile,
                    CertFile = options.CertFile,
                    KeyFile = options.KeyFile,
                    Alpn = BrokerPorts.AlpnOf(options.PortInForce, options.Alpn),
                },
                clock
            )
            : null;
}
