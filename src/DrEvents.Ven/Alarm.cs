using System.Threading.Channels;

namespace DrEvents.Ven;

/// <summary>Wakes one waiter at a time of the clock, or earlier when somebody says that there is something to do.</summary>
internal sealed class Alarm : IDisposable
{
    private static readonly TimeSpan MovedMin = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;

    // One ring is as good as two: the waiter looks at the state, not at how often it was woken.
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    public Alarm(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes the waiter, or lets the next one pass.</summary>
    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>Waits until the time is there or somebody rings.</summary>
    public async Task WaitUntilAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        TimeSpan ahead;
        do
        {
            ahead = time - _clock.GetUtcNow();
            _timer.Change(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            // A clock that was moved just now makes the wait too long.
        } while (ahead > TimeSpan.Zero && ahead - (time - _clock.GetUtcNow()) > MovedMin);
        await _rings.Reader.ReadAsync(cancellation);
    }

    public void Dispose() => _timer.Dispose();
}
