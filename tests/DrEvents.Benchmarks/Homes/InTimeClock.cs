namespace DrEvents.Benchmarks.Homes;

/// <summary>
/// Stands still until it is turned ahead. What waits for a time goes on when it was turned so far; and, so that nothing waits for ever, when as much of the
/// machine's time has passed. So every moment that is stored is one to which it was turned, on however slow a machine.
/// </summary>
internal sealed class InTimeClock(DateTimeOffset begin) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<Waiting> _waiting = [];
    private DateTimeOffset _now = begin;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    /// <summary>Turns it ahead; what was due until then is done once, however often it was.</summary>
    public void TurnTo(DateTimeOffset time)
    {
        List<Waiting> due;
        lock (_gate)
        {
            if (time <= _now)
                return;
            _now = time;
            due = [.. _waiting.Where(w => w.DueAt <= time)];
        }
        foreach (var waiting in due)
            waiting.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var waiting = new Waiting(this, callback, state);
        waiting.Change(dueTime, period);
        return waiting;
    }

    private sealed class Waiting : ITimer
    {
        /// <summary>More is not waited for by the machine's time.</summary>
        private static readonly TimeSpan RealMax = TimeSpan.FromDays(1);

        private readonly InTimeClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _real;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public Waiting(InTimeClock clock, TimerCallback callback, object? state)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            _real = System.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._gate)
            {
                _period = period;
                WaitFor(dueTime);
            }
            return true;
        }

        public void Fire()
        {
            lock (_clock._gate)
            {
                if (!_clock._waiting.Contains(this))
                    return;
                WaitFor(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            }
            _callback(_state);
        }

        public void Dispose()
        {
            lock (_clock._gate)
                _clock._waiting.Remove(this);
            _real.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void WaitFor(TimeSpan time)
        {
            if (time < TimeSpan.Zero)
            {
                _clock._waiting.Remove(this);
                _real.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }
            DueAt = _clock._now + time;
            _clock._waiting.Add(this);
            _real.Change(time < RealMax ? time : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
