namespace DrEvents.Backend.Hosting;

/// <summary>
/// Does a piece of work again and again for as long as the process runs. What fails, because the store is away for example, is logged and
/// tried again the next time.
/// </summary>
/// <param name="what">What is done, for the log.</param>
/// <param name="interval">From one beginning to the next.</param>
/// <param name="clock">Gives the intervals.</param>
/// <param name="log">Where failures go.</param>
public abstract partial class RepeatedWork(string what, TimeSpan interval, TimeProvider clock, ILogger log) : BackgroundService
{
    /// <summary>The time now.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>Does it once.</summary>
    protected abstract Task DoAsync(CancellationToken cancellation);

    /// <inheritdoc />
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        do
        {
            try
            {
                await DoAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, what, e.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "{What} failed and is tried again: {Problem}")]
    private static partial void LogFailed(ILogger log, string what, string problem);
}
