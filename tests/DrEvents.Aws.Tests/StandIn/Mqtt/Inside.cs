using DrEvents.Testing.Mqtt;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace DrEvents.Aws.Tests.StandIn.Mqtt;

/// <summary>The stand-in's own connection to its mosquitto, past the door: what comes over the data plane goes out here.</summary>
public sealed class Inside : IDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    private Inside() { }

    public static async Task<Inside> ConnectAsync(int port)
    {
        var inside = new Inside();
        await inside._client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithTcpServer(TestBroker.Host, port)
                .WithClientId("inside")
                .WithProtocolVersion(MqttProtocolVersion.V500)
                .Build()
        );
        return inside;
    }

    public Task PublishAsync(string topic, byte[] payload, int qos = 1, bool retain = false) =>
        _client.PublishAsync(
            new MqttApplicationMessageBuilder()
                .WithTopic(topic)
                .WithPayload(payload)
                .WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos)
                .WithRetainFlag(retain)
                .Build()
        );

    public void Dispose() => _client.Dispose();
}
