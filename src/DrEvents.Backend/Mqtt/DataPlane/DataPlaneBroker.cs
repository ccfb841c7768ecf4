namespace DrEvents.Backend.Mqtt.DataPlane;

/// <summary>Sends through the data plane; what VENs send comes in over MQTT, and whether it does is what counts as being connected.</summary>
public sealed class DataPlaneBroker(Broker mqtt, AwsDataPlane dataPlane, TimeProvider clock, ILogger<DataPlaneBroker> log) : IBroker
{
    private volatile string? _said;

    public DateTimeOffset? ConnectedAt => mqtt.ConnectedAt;
    public string? Problem => mqtt.Problem;

    public void GetReady() => _ = dataPlane.OpenAsync(CancellationToken.None);

    public async Task<bool> PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        Action<DateTimeOffset> handed,
        CancellationToken cancellation
    )
    {
        if (await dataPlane.PublishAsync(topic, payload, () => handed(clock.GetUtcNow()), cancellation) is not { } problem)
        {
            _said = null;
            return true;
        }
        var (before, trouble) = (_said, AwsWords.WithoutRequest(problem));
        _said = trouble;
        // Each trouble is said once at a level that is seen; an outage would otherwise fill the log, one line for each attempt.
        log.Log(
            before == trouble ? LogLevel.Debug : LogLevel.Warning,
            "The data plane did not take a message for {Topic}: {Problem}",
            topic,
            problem
        );
        return false;
    }
}

internal sealed class DataPlaneCheck(AwsDataPlane dataPlane) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            dataPlane.Problem is { } problem
                ? Sentence.Say(SaidKind.DataPlaneFailed, $"{problem:problem}").As(HealthStatus.Unhealthy)
                : HealthCheckResult.Healthy()
        );
}
