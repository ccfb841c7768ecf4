namespace DrEvents.Backend.Mqtt.Receivers;

public sealed record ReceiverState(int Id, DateTimeOffset ConnectedAt, DateTimeOffset ToldAt);

/// <summary>Whether everything is heard that VENs send, by this backend alone or by the receivers of a cluster together.</summary>
public sealed class Reception(IOptions<ClusterOptions> cluster, IBroker broker, TimeProvider clock)
{
    public static readonly TimeSpan ToldEvery = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan GoneAfter = 3 * ToldEvery;

    /// <summary>Since when nothing is missed; null while somebody is not heard who would have to be.</summary>
    public async Task<DateTimeOffset?> CompleteSinceAsync(IQuerySession session, CancellationToken cancellation)
    {
        if (!cluster.Value.Enabled)
            return broker.ConnectedAt;
        var hearing = await HearingAsync(session, cancellation);
        return hearing.Count == cluster.Value.Receivers ? hearing.Max(r => r.ConnectedAt) : null;
    }

    public async Task<IReadOnlyList<ReceiverState>> HearingAsync(IQuerySession session, CancellationToken cancellation)
    {
        var (receivers, since) = (cluster.Value.Receivers, clock.GetUtcNow() - GoneAfter);
        var known = await session.Query<ReceiverState>().Where(r => r.Id <= receivers).ToListAsync(cancellation);
        return [.. known.Where(r => r.ToldAt >= since)];
    }
}

/// <summary>Whether all receivers of a cluster hear. Without one, what VENs send waits at the broker.</summary>
internal sealed class ReceiversCheck(Reception reception, IDocumentStore store, IOptions<ClusterOptions> cluster) : StoreCheck(store)
{
    protected override async Task<HealthCheckResult> LookAsync(IQuerySession session, CancellationToken cancellation)
    {
        var hearing = await reception.HearingAsync(session, cancellation);
        return Sentence
            .Say(SaidKind.ReceiversHear, $"{hearing.Count:hearing} of {cluster.Value.Receivers:receivers} hear")
            .As(hearing.Count == cluster.Value.Receivers ? HealthStatus.Healthy : HealthStatus.Degraded);
    }
}
