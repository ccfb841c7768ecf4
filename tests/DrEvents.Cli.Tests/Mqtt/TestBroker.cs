using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DrEvents.Cli.Tests.Mqtt;

/// <summary>A real MQTT broker on a port of its own, inside the test process.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentQueue<string> _subscribed = new();
    private readonly SemaphoreSlim _subscriptions = new(0);
    private MqttServer _server = null!;

    private TestBroker(int port, X509Certificate2? certificate) => (Port, _certificate) = (port, certificate);

    public int Port { get; }

    /// <summary>What clients subscribed to, in order.</summary>
    public IReadOnlyList<string> Subscribed => [.. _subscribed];

    /// <summary>Most filters that one SUBSCRIBE packet held.</summary>
    public int LargestSubscribe { get; private set; }

    /// <summary>Ids of clients that came.</summary>
    public ConcurrentQueue<string> ClientIds { get; } = new();

    /// <summary>What a connecting client is answered.</summary>
    public MqttConnectReasonCode Answer { get; set; } = MqttConnectReasonCode.Success;

    /// <summary>Topic filters that are refused.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    /// <summary>A broker in plain text, or with a certificate one that takes TLS with a client certificate only.</summary>
    public static async Task<TestBroker> Start(X509Certificate2? certificate = null)
    {
        var broker = new TestBroker(FreePort(), certificate);
        await broker.StartAgain();
        return broker;
    }

    public async Task StartAgain()
    {
        var options = new MqttServerOptionsBuilder();
        if (_certificate is null)
            options.WithDefaultEndpoint().WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).WithDefaultEndpointPort(Port);
        else
            options
                .WithoutDefaultEndpoint()
                .WithEncryptedEndpoint()
                .WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback)
                .WithEncryptedEndpointPort(Port)
                .WithEncryptionCertificate(_certificate)
                .WithClientCertificate((_, client, _, _) => client?.Issuer == _certificate.Issuer);
        _server = new MqttServerFactory().CreateMqttServer(options.Build());
        _server.ValidatingConnectionAsync += args =>
        {
            ClientIds.Enqueue(args.ClientId);
            args.ReasonCode = Answer;
            return Task.CompletedTask;
        };
        _server.InterceptingSubscriptionAsync += args =>
        {
            if (Refuses(args.TopicFilter.Topic))
                args.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            return Task.CompletedTask;
        };
        _server.ClientSubscribedTopicAsync += args =>
        {
            _subscribed.Enqueue(args.TopicFilter.Topic);
            _subscriptions.Release();
            return Task.CompletedTask;
        };
        _server.InterceptingInboundPacketAsync += args =>
        {
            if (args.Packet is MqttSubscribePacket subscribe)
                LargestSubscribe = Math.Max(LargestSubscribe, subscribe.TopicFilters.Count);
            return Task.CompletedTask;
        };
        await _server.StartAsync();
    }

    public Task Stop() => _server.StopAsync(new MqttServerStopOptions());

    /// <summary>Waits until so many more subscriptions stand.</summary>
    public async Task Subscriptions(int count)
    {
        for (var i = 0; i < count; i++)
            (await _subscriptions.WaitAsync(Patience)).ShouldBeTrue("a subscription should have come");
    }

    public Task Publish(string topic, string payload, bool retain = false) => Publish(topic, Encoding.UTF8.GetBytes(payload), retain);

    public Task Publish(string topic, byte[] payload, bool retain = false)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload)
            .WithRetainFlag(retain)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        return _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { SenderClientId = "test" });
    }

    /// <summary>Another client comes with the same id.</summary>
    public async Task TakeOver(string clientId)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", Port).WithClientId(clientId).Build();
        await client.ConnectAsync(options);
        await client.DisconnectAsync(new MqttClientDisconnectOptions());
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _server.Dispose();
        _subscriptions.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
