namespace DrEvents.Benchmarks.Surroundings;

/// <summary>The largest memory of the backend over a while.</summary>
internal sealed class LargestMemory : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stop;
    private readonly Task<double> _reading;

    public LargestMemory(Bed bed, CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _reading = ReadAsync(bed, _stop.Token);
    }

    public async Task<double> StopAsync()
    {
        await _stop.CancelAsync();
        return await _reading;
    }

    private static async Task<double> ReadAsync(Bed bed, CancellationToken stop)
    {
        for (var largest = bed.BackendMiB; ; largest = Math.Max(largest, bed.BackendMiB))
        {
            if (stop.IsCancellationRequested)
                return largest;
            await Task.Delay(Between, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
