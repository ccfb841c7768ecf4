namespace DrEvents.Dashboard.Planning;

/// <summary>
/// Does what was asked for last, when nothing else was for a moment. One thing at a time: what is under way is called off, and has ended before the next begins.
/// Belongs to one page, whose calls come one after the other.
/// </summary>
internal sealed class Newest(TimeSpan quiet) : IDisposable
{
    private CancellationTokenSource? _stop;
    private Task _last = Task.CompletedTask;

    /// <summary>Whether something is asked for and not done.</summary>
    public bool IsBusy => !_last.IsCompleted;

    /// <summary>Takes the place of what was asked for before.</summary>
    public Task DoAsync(Func<CancellationToken, Task> work, bool isAtOnce = false)
    {
        _stop?.Cancel();
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        return _last = AfterAsync(_last, isAtOnce ? TimeSpan.Zero : quiet, work, _stop.Token);
    }

    public void Dispose()
    {
        _stop?.Cancel();
        _stop?.Dispose();
    }

    private static async Task AfterAsync(Task before, TimeSpan quiet, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await Task.Delay(quiet, stop)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (stop.IsCancellationRequested)
            return;
        try
        {
            await work(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Something newer was asked for.
        }
    }
}
