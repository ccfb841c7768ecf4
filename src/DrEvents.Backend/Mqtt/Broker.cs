namespace DrEvents.Backend.Mqtt;

/// <summary>This backend's own connections: it sends through the first and, unless it is a node of a cluster, hears everything through both.</summary>
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

    private readonly BrokerSession[] _sessions =
    [
        .. Plans(options.Value, cluster.Value, shadow).Select(plan => new BrokerSession(plan, options.Value, inbox, clock, log)),
    ];

    public bool IsConnected => ConnectedAt is not null;
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

    public override void Dispose()
    {
        _inFlight.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_sessions.Select(s => s.RunAsync(stoppingToken)));

    private static SessionPlan[] Plans(MqttOptions options, ClusterOptions cluster, ShadowStandIn shadow) =>
        cluster.Enabled
            ? [SessionPlan.OfSender(options, Guid.NewGuid())]
            : [SessionPlan.OfSingle(options, shadow), SessionPlan.OfTelemetry(options)];
}
