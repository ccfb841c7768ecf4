namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// Whether commands are being stored that VENs have to get now. What comes in can wait a moment at the broker, and read models can be that
/// much later; the VEN that is told last cannot. The wait is bounded: whatever happens to the dispatch, messages are stored and read
/// models go on.
/// </summary>
public sealed class CommandsFirst(TimeProvider clock)
{
    /// <summary>What can wait waits no longer than this from the beginning of a dispatch.</summary>
    private static readonly TimeSpan WaitLongest = TimeSpan.FromSeconds(6);

    private readonly Lock _gate = new();
    private int _underWay;
    private long _beganAt;
    private TaskCompletionSource _done = Done();

    /// <summary>A dispatch begins; it ends when what is returned is disposed of.</summary>
    public IDisposable Begin()
    {
        lock (_gate)
        {
            if (_underWay++ == 0)
                (_done, _beganAt) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), clock.GetTimestamp());
        }
        return new Dispatch(this);
    }

    /// <summary>Returns when no dispatch is under way, or when that takes too long.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        Task done;
        TimeSpan left;
        lock (_gate)
            (done, left) = (_done.Task, WaitLongest - clock.GetElapsedTime(_beganAt));
        if (!done.IsCompleted && left > TimeSpan.Zero)
            await Task.WhenAny(done, Task.Delay(left, clock, cancellation));
    }

    private void End()
    {
        lock (_gate)
        {
            if (--_underWay == 0)
                _done.SetResult();
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private sealed class Dispatch(CommandsFirst owner) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                owner.End();
        }
    }
}
