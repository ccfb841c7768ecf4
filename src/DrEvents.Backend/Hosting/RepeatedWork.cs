namespace DrEvents.Backend.Hosting;

/// <summary>Does a piece of work again and again, and when it is woken; what fails is logged and tried again the next time.</summary>
public abstract class RepeatedWork(string what, TimeSpan interval, TimeProvider clock, ILogger log) : BackgroundService
{
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    protected TimeProvider Clock => clock;
    protected ILogger Log => log;
    protected bool IsWoken => _wakes.Reader.TryPeek(out _);

    public void Wake() => _wakes.Writer.TryWrite(true);

    protected abstract Task DoAsync(CancellationToken cancellation);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        var (tick, wake) = (Task.FromResult(true), Task.FromResult(true));
        while (true)
        {
            try
            {
                await DoAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("{What} failed and is tried again: {Problem}", what, e.Message);
            }
            if (tick.IsCompleted)
                tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            if (wake.IsCompleted)
                wake = _wakes.Reader.WaitToReadAsync(stoppingToken).AsTask();
            await await Task.WhenAny(tick, wake);
            _wakes.Reader.TryRead(out _);
        }
    }
}
