using System.Buffers;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Testing.Mqtt;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace DrEvents.Benchmarks.Mqtt;

/// <summary>A bare MQTT connection that makes load, or watches: no VEN, so that the broker and the backend get all of the machine.</summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly SemaphoreSlim _inFlight = new(WireLimits.InFlightMax);

    private LoadClient(Action<string, ReadOnlySequence<byte>>? received) =>
        _client.ApplicationMessageReceivedAsync += e =>
        {
            received?.Invoke(e.ApplicationMessage.Topic, e.ApplicationMessage.Payload);
            return Task.CompletedTask;
        };

    /// <summary>Connects.</summary>
    /// <param name="port">The broker's port on this machine.</param>
    /// <param name="received">Gets topic and payload of what comes in.</param>
    /// <param name="filter">What comes in; null for nothing.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<LoadClient> ConnectAsync(
        int port,
        Action<string, ReadOnlySequence<byte>>? received,
        string? filter,
        CancellationToken cancellation
    )
    {
        var load = new LoadClient(received);
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(TestBroker.Host, port)
            .WithClientId($"load-{Guid.NewGuid():N}")
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithReceiveMaximum(1_000)
            .Build()
            .WithRoom();
        var connack = await load._client.ConnectAsync(options, cancellation);
        if (connack.ResultCode != MqttClientConnectResultCode.Success)
            throw new InvalidOperationException($"The broker refused: {connack.ResultCode}");
        if (filter is not null)
            await load._client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, cancellation);
        return load;
    }

    /// <summary>Publishes at QoS 1 and returns when the broker has it; as many at once as the wire allows.</summary>
    public async Task PublishAsync(string topic, byte[] payload, CancellationToken cancellation)
    {
        await _inFlight.WaitAsync(cancellation);
        try
        {
            await _client.PublishBinaryAsync(topic, payload, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: cancellation);
        }
        finally
        {
            _inFlight.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
            await _client.DisconnectAsync();
        _client.Dispose();
        _inFlight.Dispose();
    }
}
