namespace DrEvents.Backend.Mqtt.Receivers;

/// <summary>Whether all receivers of a cluster hear. Without one, what VENs send waits at the broker.</summary>
internal sealed class ReceiversCheck(Reception reception, IDocumentStore store, IOptions<ClusterOptions> cluster) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var session = store.QuerySession();
            var hearing = await reception.HearingAsync(session, cancellationToken);
            var detail = $"{hearing.Count} of {cluster.Value.Receivers} hear";
            return hearing.Count == cluster.Value.Receivers ? HealthCheckResult.Healthy(detail) : HealthCheckResult.Degraded(detail);
        }
        catch (Exception e) when (StoreAway.IsCauseOf(e))
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
