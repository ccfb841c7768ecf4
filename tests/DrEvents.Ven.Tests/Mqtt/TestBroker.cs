using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using DrEvents.Contracts.Mqtt;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DrEvents.Ven.Tests.Mqtt;

/// <summary>A real broker on a free port of loopback, which can go away and come back, and what the VENs said to it.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Channel<byte[]>> _byTopic = [];
    private MqttServer? _server;

    public int Port { get; } = FreePort();

    public static async Task<TestBroker> StartedAsync()
    {
        var broker = new TestBroker();
        await broker.StartAsync();
        return broker;
    }

    public async Task StartAsync()
    {
        var options = new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
            .WithDefaultEndpointPort(Port)
            .WithDefaultEndpointReuseAddress()
            .WithPersistentSessions()
            .Build();
        _server = new MqttServerFactory().CreateMqttServer(options);
        _server.InterceptingPublishAsync += e =>
        {
            Said(e.ApplicationMessage.Topic).Writer.TryWrite(e.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
        await _server.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_server is null)
            return;
        await _server.StopAsync(new MqttServerStopOptions());
        _server.Dispose();
        _server = null;
    }

    public async Task SendAsync(VenCommand command) => await SendAsync(command.VenId, command.ToUtf8());

    public async Task SendAsync(string venId, byte[] payload)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(Topics.Command(venId))
            .WithPayload(payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        await _server!.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { SenderClientId = "backend" });
    }

    /// <summary>The next message on a topic, as it came.</summary>
    public async Task<byte[]> NextAsync(string topic)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Said(topic).Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next status.</summary>
    public async Task<VenStatusMessage> NextStatusAsync(string venId) =>
        VenStatusMessage.Read(await NextAsync(Topics.Status(venId))).Value.ShouldNotBeNull();

    /// <summary>The next acknowledgement.</summary>
    public async Task<VenAck> NextAckAsync(string venId) => VenAck.Read(await NextAsync(Topics.Ack(venId))).Value.ShouldNotBeNull();

    /// <summary>The next sample that meets a condition; those before it are passed over.</summary>
    public async Task<TelemetrySample> SampleAsync(string venId, Func<TelemetrySample, bool> isIt)
    {
        while (true)
        {
            var sample = TelemetrySample.Read(await NextAsync(Topics.Telemetry(venId)), venId).Value.ShouldNotBeNull();
            if (isIt(sample))
                return sample;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private Channel<byte[]> Said(string topic) => _byTopic.GetOrAdd(topic, _ => Channel.CreateUnbounded<byte[]>());

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
