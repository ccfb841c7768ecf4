using System.Net;
using DrEvents.Contracts.Mqtt;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DrEvents.Local.Mqtt;

/// <summary>
/// An MQTT broker inside this process, for one machine: plain MQTT on the loopback interface, and for clients with a certificate by TLS; without shared
/// subscriptions.
/// Whoever breaks a limit of the wire (see <see cref="WireLimits"/>) is disconnected, as AWS IoT Core does, and the log says why.
/// Stopped, it can be started again on the same port and still has its retained messages and its sessions.
/// </summary>
/// <remarks>
/// The library tells MQTT 5 clients to keep at most 100 messages in flight but does not hold itself to it when sending.
/// What waits for a client is bounded (<see cref="Backlog"/>).
/// </remarks>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    private const string Subscribing = "SUBSCRIBE";

    private readonly MqttServerOptions settings;
    private readonly MqttServer server;
    private readonly RetainedMessages retained;
    private readonly Guests? guests;
    private readonly Action<RefusedClient>? refused;
    private readonly TlsListener? tls;
    private readonly ConnectionLimits limits;
    private readonly Backlog backlog;
    private readonly ILogger<EmbeddedBroker> log;

    /// <summary>Makes a broker; it listens once started.</summary>
    public EmbeddedBroker(EmbeddedBrokerOptions options, ILogger<EmbeddedBroker> log)
    {
        this.log = log;
        refused = options.Refused;
        var factory = new MqttServerFactory();
        tls = options is { Tls: { } door, Rules: { } rules } ? new TlsListener(door, rules, log) : null;
        if (tls is not null)
            factory.DefaultServerAdapters.Add(_ => tls);
        var builder = factory
            .CreateServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
            .WithDefaultEndpointPort(options.Port)
            .WithPersistentSessions()
            // Its own bound holds a part of them only, and is not to be reached.
            .WithMaxPendingMessagesPerClient(int.MaxValue);
        settings = builder.Build();
        server = factory.CreateMqttServer(settings);
        retained = new RetainedMessages(server, options.RetainedFile, log);
        retained.Attach();
        guests = options.Rules is { } held ? new Guests(server, held, options.ClientsMax, refused, log) : null;
        guests?.Attach();
        limits = new ConnectionLimits(options.Clock);
        backlog = new Backlog(server, options.WaitingPerClientMax, id => guests?.IsOfThisProcess(id) == true, log);
        backlog.Attach();
        server.ClientUnsubscribedTopicAsync += ConnectionLimits.OnUnsubscribed;
        server.ClientConnectedAsync += OnConnected;
        server.ClientDisconnectedAsync += OnDisconnected;
        server.InterceptingPublishAsync += OnPublish;
        server.InterceptingSubscriptionAsync += OnSubscription;
        server.InterceptingInboundPacketAsync += OnInboundPacket;
        server.InterceptingOutboundPacketAsync += OnOutboundPacket;
    }

    /// <summary>The port on the loopback interface; known once started.</summary>
    public int Port => settings.DefaultEndpointOptions.Port;

    /// <summary>The port for clients with a certificate; known once started.</summary>
    public int TlsPort => tls?.Port ?? 0;

    /// <summary>How many clients are remembered.</summary>
    internal int Remembered => guests?.Count ?? 0;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        await retained.StartAsync(cancel);
        try
        {
            await server.StartAsync();
        }
        catch
        {
            // The library believes to have started even when it could not listen.
            await StopAsync();
            throw;
        }
        log.LogInformation("The embedded MQTT broker listens on port {Port}", Port);
    }

    /// <summary>Disconnects everybody and stops to listen.</summary>
    public async Task StopAsync()
    {
        if (!server.IsStarted)
            return;
        await retained.StopAsync();
        await server.StopAsync(new MqttServerStopOptions());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        server.Dispose();
    }

    private Task OnConnected(ClientConnectedEventArgs client)
    {
        log.LogDebug("{ClientId} connected from {Endpoint} with {Version}", client.ClientId, client.RemoteEndPoint, client.ProtocolVersion);
        return Task.CompletedTask;
    }

    private Task OnDisconnected(ClientDisconnectedEventArgs client)
    {
        log.LogDebug("{ClientId} disconnected ({Type})", client.ClientId, client.DisconnectType);
        return Task.CompletedTask;
    }

    private async Task OnPublish(InterceptingPublishEventArgs publish)
    {
        var message = publish.ApplicationMessage;
        var against =
            WireRules.AgainstPublish(message.Topic, message.Payload.Length, message.QualityOfServiceLevel)
            ?? guests?.AgainstPublish(publish.ClientId, message.Topic, message.Retain)
            ?? (guests?.IsOfThisProcess(publish.ClientId) == true ? null : limits.AgainstPublish(publish.SessionItems));
        if (against is not { } reason)
        {
            if (Topics.Parse(message.Topic).Kind == TopicKind.Telemetry)
                await backlog.RoomAsync(publish.CancellationToken);
            return;
        }
        log.LogWarning("{ClientId} is disconnected for publishing {Reason} to {Topic}", publish.ClientId, reason, message.Topic);
        Refuse(publish.ClientId, "PUBLISH", reason);
        publish.ProcessPublish = false;
        publish.CloseConnection = true;
    }

    private Task OnSubscription(InterceptingSubscriptionEventArgs subscription)
    {
        var filter = subscription.TopicFilter;
        if (WireRules.AgainstFilter(filter.Topic) is { } reason)
        {
            log.LogWarning("{ClientId} may not subscribe to {Filter}: {Reason}", subscription.ClientId, filter.Topic, reason);
            Refuse(subscription.ClientId, Subscribing, reason);
            subscription.Response.ReasonCode = MqttSubscribeReasonCode.TopicFilterInvalid;
            subscription.ProcessSubscription = false;
        }
        else if (guests?.AgainstSubscribe(subscription.ClientId, filter.Topic) is { } refusal)
        {
            log.LogWarning("{ClientId} may not subscribe to {Filter}: {Reason}", subscription.ClientId, filter.Topic, refusal);
            Refuse(subscription.ClientId, Subscribing, refusal);
            subscription.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            subscription.ProcessSubscription = false;
        }
        else if (
            guests?.IsOfThisProcess(subscription.ClientId) != true
            && ConnectionLimits.AgainstSubscribe(subscription.SessionItems, filter.Topic) is { } full
        )
        {
            log.LogWarning("{ClientId} may not subscribe to {Filter}: {Reason}", subscription.ClientId, filter.Topic, full);
            Refuse(subscription.ClientId, Subscribing, full);
            subscription.Response.ReasonCode = MqttSubscribeReasonCode.QuotaExceeded;
            subscription.ProcessSubscription = false;
        }
        else if (filter.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce)
        {
            filter.QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce;
            subscription.Response.ReasonCode = MqttSubscribeReasonCode.GrantedQoS1;
        }
        return Task.CompletedTask;
    }

    private async Task OnInboundPacket(InterceptingPacketEventArgs inbound)
    {
        if (inbound.Packet is not MqttSubscribePacket packet || WireRules.AgainstSubscribe(packet) is not { } reason)
            return;
        log.LogWarning("{ClientId} is disconnected for subscribing to {Reason}", inbound.ClientId, reason);
        Refuse(inbound.ClientId, Subscribing, reason);
        inbound.ProcessPacket = false;
        await server.DisconnectClientAsync(inbound.ClientId, MqttDisconnectReasonCode.QuotaExceeded);
    }

    private void Refuse(string clientId, string what, string why) =>
        refused?.Invoke(new RefusedClient(clientId, guests?.FromOf(clientId), what, why));

    // The library announces no limits of its own; a client of MQTT 5 can then keep them before it is disconnected for breaking them.
    private Task OnOutboundPacket(InterceptingPacketEventArgs outbound)
    {
        if (outbound.Packet is MqttConnAckPacket accepted)
        {
            accepted.MaximumQoS = MqttQualityOfServiceLevel.AtLeastOnce;
            accepted.ReceiveMaximum = WireLimits.InFlightMax;
        }
        return Task.CompletedTask;
    }
}
