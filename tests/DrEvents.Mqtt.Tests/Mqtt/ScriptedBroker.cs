using System.Net;
using System.Net.Sockets;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DrEvents.Mqtt.Tests.Mqtt;

/// <summary>A broker that does what a test tells it, as real ones do now and then.</summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    private readonly MqttServer _server;
    private readonly TaskCompletionSource _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedBroker()
    {
        var port = FreePort();
        Address = new BrokerAddress("127.0.0.1", port);
        var options = new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
            .WithDefaultEndpointPort(port);
        _server = new MqttServerFactory().CreateMqttServer(options.Build());
        _server.InterceptingInboundPacketAsync += async e =>
        {
            if (e.Packet is not MqttSubscribePacket subscribe)
                return;
            Subscribes.Add([.. subscribe.TopicFilters.Select(f => f.Topic)]);
            if (!Subscribes[^1].Any(BreaksOver))
                return;
            e.ProcessPacket = false;
            await _server.DisconnectClientAsync(e.ClientId, MqttDisconnectReasonCode.NotAuthorized);
        };
        _server.InterceptingSubscriptionAsync += e =>
        {
            if (Refuses(e.TopicFilter.Topic))
                e.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            return Task.CompletedTask;
        };
        _server.InterceptingPublishAsync += e =>
        {
            if (Refuses(e.ApplicationMessage.Topic))
                (e.Response.ReasonCode, e.ProcessPublish) = (MqttPubAckReasonCode.NotAuthorized, false);
            return IsSilent ? _silence.Task : Task.CompletedTask;
        };
    }

    public BrokerAddress Address { get; }

    /// <summary>The filters of each SUBSCRIBE packet that came.</summary>
    public List<string[]> Subscribes { get; } = [];

    /// <summary>Topics that are refused.</summary>
    public Func<string, bool> Refuses { get; init; } = _ => false;

    /// <summary>Filters over which the connection is broken.</summary>
    public Func<string, bool> BreaksOver { get; init; } = _ => false;

    /// <summary>Whether publishers get no answer.</summary>
    public bool IsSilent { get; set; }

    public async Task<ScriptedBroker> StartAsync()
    {
        await _server.StartAsync();
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        _silence.TrySetResult();
        await _server.StopAsync(new MqttServerStopOptions());
        _server.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
