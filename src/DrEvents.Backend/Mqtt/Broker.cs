using DrEvents.Backend.Hosting.Observability;
using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt;

public interface IBroker
{
    /// <summary>Since when; null while there is no connection.</summary>
    DateTimeOffset? ConnectedAt { get; }

    /// <summary>What went wrong at the last attempt to connect; null when nothing did.</summary>
    string? Problem { get; }

    /// <summary>Whether the broker took the message; no exception where it did not. Waits for its turn.</summary>
    /// <param name="handed">Told the moment at which the message is handed over.</param>
    Task<bool> PublishAsync(string topic, ReadOnlyMemory<byte> payload, Action<DateTimeOffset> handed, CancellationToken cancellation);

    /// <summary>Messages follow soon: what has to be opened for them is opened now. Returns at once.</summary>
    void GetReady() { }
}

/// <summary>This backend's own connections: it sends through the first and, unless it is a node of a cluster, hears everything through both.</summary>
public sealed class Broker(
    IOptions<MqttOptions> options,
    IOptions<ClusterOptions> cluster,
    IOptions<ShadowOptions> shadow,
    Inbox inbox,
    BrokerMetrics metrics,
    TimeProvider clock,
    ILogger<Broker> log
) : BackgroundService, IBroker
{
    private readonly SemaphoreSlim _inFlight = new(options.Value.PublishInFlight);

    private readonly PublishPace? _pace = options.Value.IsAwsIotInForce ? new(WireLimits.PublishesPerSecondMax, clock) : null;
    private readonly PublishRoom? _room = options.Value.IsAwsIotInForce ? new(WireLimits.PublishesPerSecondMax, clock) : null;

    private readonly IReadOnlyList<BrokerSession> _sessions =
    [
        .. SessionPlan
            .Own(options.Value, cluster.Value, shadow.Value)
            .Select(settings => new BrokerSession(settings, inbox, metrics, clock, log)),
    ];

    public DateTimeOffset? ConnectedAt => _sessions.All(s => s.ConnectedAt is not null) ? _sessions.Max(s => s.ConnectedAt) : null;
    public string? Problem => _sessions.Select(s => s.Problem).FirstOrDefault(p => p is not null);

    public async Task<bool> PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        Action<DateTimeOffset> handed,
        CancellationToken cancellation
    )
    {
        if (WireLimits.ProblemOf(topic, payload.Length) is { } tooMuch)
        {
            log.LogWarning("A message for {Topic} was not sent: {Problem}", topic, tooMuch);
            return false;
        }
        await _inFlight.WaitAsync(cancellation);
        try
        {
            if (_pace is not null && _room is not null)
            {
                await _pace.WaitAsync(cancellation);
                await _room.EnterAsync(cancellation);
            }
            try
            {
                handed(clock.GetUtcNow());
                if (await _sessions[0].PublishAsync(topic, payload, TraceHere, cancellation) is not { } problem)
                    return true;
                log.LogDebug("The broker did not take a message for {Topic}: {Problem}", topic, problem);
                return false;
            }
            finally
            {
                _room?.Leave();
            }
        }
        finally
        {
            _inFlight.Release();
        }
    }

    /// <summary>The trace of what is being published, where it is recorded: the message carries it to whoever answers.</summary>
    internal static MessageTrace? TraceHere => Tracing.Current is { } id ? new MessageTrace(id) : null;

    public override void Dispose()
    {
        _inFlight.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_sessions.Select(s => s.RunAsync(stoppingToken)));
}

internal sealed class BrokerCheck(IBroker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var isConnected = broker.ConnectedAt is not null;
        return Task.FromResult(
            isConnected
                ? HealthCheckResult.Healthy()
                : Sentence.Say(SaidKind.BrokerNotConnected, $"{broker.Problem ?? "not connected":problem}").As(HealthStatus.Unhealthy)
        );
    }
}
