using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt;

/// <summary>A session of this backend's at the broker: what comes in goes to the inbox, and is acknowledged when it is stored.</summary>
public sealed class BrokerSession(SessionPlan plan, MqttOptions options, Inbox inbox, TimeProvider clock, ILogger log) : ISessionListener
{
    private readonly MqttSession _session = new(Settings(plan, options), clock);

    public DateTimeOffset? ConnectedAt => _session.ConnectedAt;
    public string? Problem { get; private set; } = "not connected yet";

    public Task RunAsync(CancellationToken stopping) => _session.RunAsync(this, stopping);

    public Task<string?> PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        _session.PublishAsync(topic, payload, cancellation: cancellation);

    Task ISessionListener.OnConnectedAsync(CancellationToken cancellation)
    {
        Problem = null;
        log.LogInformation("Connected to the broker at {Host}:{Port} as {ClientId}", options.Host, options.PortInForce, plan.ClientId);
        return Task.CompletedTask;
    }

    void ISessionListener.OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause)
    {
        Problem = failure.Words;
        log.LogWarning(
            "No connection to the broker at {Host}:{Port} as {ClientId}: {Problem}",
            options.Host,
            options.PortInForce,
            plan.ClientId,
            Problem
        );
    }

    async Task ISessionListener.OnMessageAsync(SessionMessage message, CancellationToken cancellation) =>
        await inbox.PutAsync(
            new InboundMessage(message.Topic, message.Payload, clock.GetUtcNow(), () => AcknowledgeAsync(message)),
            cancellation
        );

    private static SessionSettings Settings(SessionPlan plan, MqttOptions options) =>
        new(options.AddressInForce(), plan.ClientId)
        {
            Subscriptions = [new Subscription(plan.Filters)],
            Unwanted = plan.Unwanted,
            FiltersPerSubscribeMax = WireLimits.FiltersPerSubscribeMax,
            Expiry = plan.Expiry,
            ReceiveMaximum = (ushort)options.ReceiveMaximum,
            IsBusy = true,
            Pauses = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(15)),
        };

    private async Task AcknowledgeAsync(SessionMessage message)
    {
        if (await message.AcknowledgeAsync() is { } problem)
            log.LogDebug("A message of {Topic} could not be acknowledged: {Problem}", message.Topic, problem);
    }
}
