using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using DrEvents.Contracts.Mqtt;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DrEvents.Ven.Tests.Mqtt;

/// <summary>A real broker on a free port of loopback, which can go away and come back, and what the VENs said to it.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Channel<byte[]>> _byTopic = [];
    private MqttServer? _server;
    private int _refusals;

    /// <summary>Refuses whoever wants to connect from now on.</summary>
    public bool IsClosed { get; set; }

    /// <summary>How many were refused.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    public int Port { get; } = FreePort.Take();

    /// <summary>Speaks TLS and asks for a certificate of this authority; plain TCP without.</summary>
    public TestAuthority? Tls { get; init; }

    public static async Task<TestBroker> StartedAsync(TestAuthority? tls = null)
    {
        var broker = new TestBroker { Tls = tls };
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
            .WithPersistentSessions();
        if (Tls is { } tls)
        {
            options
                .WithoutDefaultEndpoint()
                .WithEncryptedEndpoint()
                .WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback)
                .WithEncryptedEndpointBoundIPV6Address(IPAddress.None)
                .WithEncryptedEndpointPort(Port)
                .WithEncryptionCertificate(tls.Server)
                .WithClientCertificate((_, client, _, _) => client is not null && tls.IsIssuer(client));
        }
        _server = new MqttServerFactory().CreateMqttServer(options.Build());
        _server.InterceptingPublishAsync += e =>
        {
            Said(e.ApplicationMessage.Topic).Writer.TryWrite(e.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
        _server.ValidatingConnectionAsync += e =>
        {
            if (IsClosed)
                Interlocked.Increment(ref _refusals);
            e.ReasonCode = IsClosed ? MqttConnectReasonCode.NotAuthorized : MqttConnectReasonCode.Success;
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

    public Task SendAsync(string venId, byte[] payload) => PublishAsync(Topics.Command(venId), payload, retain: false);

    /// <summary>Publishes as somebody else.</summary>
    public async Task PublishAsync(string topic, byte[] payload, bool retain)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload)
            .WithRetainFlag(retain)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        await _server!.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { SenderClientId = "backend" });
    }

    /// <summary>Another client, which pushes off who has the same id.</summary>
    public async Task<OtherClient> ConnectAsync(string clientId)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", Port)
            .WithClientId(clientId)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .Build();
        using var patience = new CancellationTokenSource(Patience);
        await client.ConnectAsync(options, patience.Token);
        return new OtherClient(client);
    }

    /// <summary>The next message on a topic, as it came.</summary>
    public async Task<byte[]> NextAsync(string topic)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Said(topic).Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next status.</summary>
    public async Task<VenStatusMessage> NextStatusAsync(string venId) =>
        VenStatusMessage.Read(await NextAsync(Topics.Status(venId)), venId).Value.ShouldNotBeNull();

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

    /// <summary>All samples that have come and were not taken yet.</summary>
    public IReadOnlyList<TelemetrySample> Samples(string venId)
    {
        var samples = new List<TelemetrySample>();
        while (Said(Topics.Telemetry(venId)).Reader.TryRead(out var payload))
            samples.Add(TelemetrySample.Read(payload, venId).Value.ShouldNotBeNull());
        return samples;
    }

    /// <summary>Passes over what has come on a topic so far.</summary>
    public void Forget(string topic) => _byTopic.TryRemove(topic, out _);

    public async ValueTask DisposeAsync() => await StopAsync();

    private Channel<byte[]> Said(string topic) => _byTopic.GetOrAdd(topic, _ => Channel.CreateUnbounded<byte[]>());
}

/// <summary>A client that is no VEN.</summary>
public sealed class OtherClient(IMqttClient client) : IAsyncDisposable
{
    public bool IsConnected => client.IsConnected;

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
