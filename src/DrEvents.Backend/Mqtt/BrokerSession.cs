using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt;

/// <summary>A session of this backend's at the broker: what comes in goes to the inbox, and is acknowledged when it is stored.</summary>
public sealed class BrokerSession(SessionSettings settings, Inbox inbox, BrokerMetrics metrics, TimeProvider clock, ILogger log)
    : ISessionListener
{
    private readonly MqttSession _session = new(settings, clock);

    public DateTimeOffset? ConnectedAt => _session.ConnectedAt;
    public string? Problem { get; private set; } = "not connected yet";

    public async Task RunAsync(CancellationToken stopping)
    {
        using var counted = metrics.BeginSession();
        await _session.RunAsync(this, stopping);
        if (Problem is null)
            metrics.Ended();
    }

    public Task<string?> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MessageTrace? trace, CancellationToken cancellation) =>
        _session.PublishAsync(topic, payload, trace: trace, cancellation: cancellation);

    Task ISessionListener.OnConnectedAsync(CancellationToken cancellation)
    {
        Problem = null;
        metrics.Connected();
        log.LogInformation("Connected to the broker at {Broker} as {ClientId}", settings.Broker, settings.ClientId);
        return Task.CompletedTask;
    }

    void ISessionListener.OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause)
    {
        Problem = failure.Words;
        metrics.Lost(failure.Kind, wasConnected);
        log.LogWarning("No connection to the broker at {Broker} as {ClientId}: {Problem}", settings.Broker, settings.ClientId, Problem);
    }

    Task ISessionListener.OnMessageAsync(SessionMessage message, CancellationToken cancellation)
    {
        var inbound = new InboundMessage(message.Topic, message.Payload, clock.GetUtcNow(), () => AcknowledgeAsync(message), message.Trace);
        return inbox.PutAsync(inbound, cancellation);
    }

    private async Task AcknowledgeAsync(SessionMessage message)
    {
        if (await message.AcknowledgeAsync() is { } problem)
            log.LogDebug("A message of {Topic} could not be acknowledged: {Problem}", message.Topic, problem);
    }
}
