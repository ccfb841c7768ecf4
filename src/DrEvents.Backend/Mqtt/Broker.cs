namespace DrEvents.Backend.Mqtt;

/// <summary>This backend's own connection: it sends through it and, unless it is a node of a cluster, hears everything through it.</summary>
public sealed class Broker(
    IOptions<MqttOptions> options,
    IOptions<ClusterOptions> cluster,
    ShadowStandIn shadow,
    Inbox inbox,
    TimeProvider clock,
    ILogger<Broker> log
) : BackgroundService, IBroker
{
    private readonly SemaphoreSlim _inFlight = new(options.Value.PublishInFlight);

    private readonly BrokerSession _session = new(
        cluster.Value.Enabled ? SessionPlan.OfSender(options.Value, Guid.NewGuid()) : SessionPlan.OfAll(options.Value, shadow),
        options.Value,
        inbox,
        clock,
        log
    );

    public bool IsConnected => ConnectedAt is not null;
    public DateTimeOffset? ConnectedAt => _session.ConnectedAt;
    public string? Problem => _session.Problem;

    public async Task<DateTimeOffset?> PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        await _inFlight.WaitAsync(cancellation);
        try
        {
            var handedAt = clock.GetUtcNow();
            if (await _session.PublishAsync(topic, payload, cancellation) is not { } problem)
                return handedAt;
            log.LogDebug("The broker did not take a message for {Topic}: {Problem}", topic, problem);
            return null;
        }
        finally
        {
            _inFlight.Release();
        }
    }

    public override void Dispose()
    {
        _inFlight.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _session.RunAsync(stoppingToken);
}
