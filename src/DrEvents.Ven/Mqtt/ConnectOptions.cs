using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
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

    public static MqttClientOptions Of(string venId, BrokerAddress broker, BrokerTls? tls)
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
        tls?.Apply(options);
        return options.Build();
    }

    /// <summary>The broker's TLS; null where there is none.</summary>
    /// <exception cref="InvalidDataException">A file cannot be used; the message names the configuration key.</exception>
    public static BrokerTls? TlsOf(BrokerAddress broker, TimeProvider clock) =>
        broker.IsTls
            ? BrokerTls.Load(
                new TlsSettings(broker.Host)
                {
                    CaFile = broker.CaFile,
                    CertFile = broker.CertFile,
                    KeyFile = broker.KeyFile,
                    Alpn = BrokerPorts.AlpnOf(broker.Port, broker.Alpn),
                },
                clock
            )
            : null;
}
