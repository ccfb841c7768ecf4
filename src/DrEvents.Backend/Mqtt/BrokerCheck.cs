namespace DrEvents.Backend.Mqtt;

internal sealed class BrokerCheck(IBroker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(broker.IsConnected ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(broker.Problem ?? "not connected"));
}
