namespace DrEvents.Backend.Mqtt.DataPlane;

/// <summary>
/// Opens the data plane when the backend starts, and tries again until it is open: an event's first commands do not wait for it, and settings that
/// lack something show before the first event.
/// </summary>
public sealed class DataPlaneOpening(AwsDataPlane dataPlane, TimeProvider clock, ILogger<DataPlaneOpening> log) : BackgroundService
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = ShortestWait; await dataPlane.OpenAsync(stoppingToken) is { } problem; wait = Longer(wait))
        {
            log.LogWarning("The data plane could not be opened and is tried again in {Wait}: {Problem}", wait, problem);
            await Task.Delay(wait, clock, stoppingToken);
        }
    }

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < LongestWait ? wait * 2 : LongestWait;
}
