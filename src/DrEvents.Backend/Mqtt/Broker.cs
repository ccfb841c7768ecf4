namespace DrEvents.Backend.Mqtt;

public interface IBroker
{
    /// <summary>Since when; null while there is no connection.</summary>
    DateTimeOffset? ConnectedAt { get; }

    /// <summary>What went wrong at the last attempt to connect; null when nothing did.</summary>
    string? Problem { get; }

    /// <summary>When the message was handed over; null, never an exception, when the broker did not take it. Waits for its turn.</summary>
    Task<DateTimeOffset?> PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
}

/// <summary>This backend's own connections: it sends through the first and, unless it is a node of a cluster, hears everything through both.</summary>
public sealed class Broker(
    IOptions<MqttOptions> options,
    IOptions<ClusterOptions> cluster,
    IOptions<ShadowOptions> shadow,
    Inbox inbox,
    TimeProvider clock,
    ILogger<Broker> log
) : BackgroundService, IBroker
{
    private readonly SemaphoreSlim _inFlight = new(options.Value.PublishInFlight);

    private readonly IReadOnlyList<BrokerSession> _sessions =
    [
        .. SessionPlan.Own(options.Value, cluster.Value, shadow.Value).Select(settings => new BrokerSession(settings, inbox, clock, log)),
    ];

    public DateTimeOffset? ConnectedAt => _sessions.All(s => s.ConnectedAt is not null) ? _sessions.Max(s => s.ConnectedAt) : null;
    public string? Problem => _sessions.Select(s => s.Problem).FirstOrDefault(p => p is not null);

    public async Task<DateTimeOffset?> PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        await _inFlight.WaitAsync(cancellation);
        try
        {
            var handedAt = clock.GetUtcNow();
            if (await _sessions[0].PublishAsync(topic, payload, cancellation) is not { } problem)
                return handedAt;
            log.LogDebug("The broker did not take a message for {Topic}: {Problem}", topic, problem);
            return null;
        }
        finally
        {
            _inFlight.Release();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_sessions.Select(s => s.RunAsync(stoppingToken)));
}

internal sealed class BrokerCheck(IBroker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var isConnected = broker.ConnectedAt is not null;
        return Task.FromResult(isConnected ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(broker.Problem ?? "not connected"));
    }
}
