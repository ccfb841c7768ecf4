namespace DrEvents.Backend.Mqtt;

/// <summary>A token bucket that keeps one connection below what its broker takes in any second, and below what the broker says is too much.</summary>
/// <param name="perSecondMax">Never more in a second.</param>
/// <param name="clock">Its clock.</param>
/// <remarks>
/// A tenth may go at once and eight tenths follow in a second. What is left is for messages that the network brings closer together than they
/// were sent. The SDK has such a bucket of its own ("adaptive"); after one refusal of a connection that had sent little it lets hardly anything
/// through, which is no way to send commands.
/// </remarks>
public sealed class PublishPace(int perSecondMax, TimeProvider clock)
{
    /// <summary>Least pace that can be set, messages per second.</summary>
    public const int Least = 10;

    private const double SlowedTo = 0.5;

    /// <summary>However often the broker refuses, a connection sends this share of its usual pace.</summary>
    private const double SlowestShare = 0.05;

    private static readonly TimeSpan SlowedOnceIn = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RecoveredIn = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly int _burst = perSecondMax / 10;
    private readonly double _usual = perSecondMax * 0.8;
    private readonly PriorityQueue<long, long> _givenBack = new();
    private long _next = clock.GetTimestamp();
    private (long At, double PerSecond)? _slowed;

    /// <summary>Messages per second that it allows now.</summary>
    public double PerSecond
    {
        get
        {
            lock (_gate)
                return PerSecondNow();
        }
    }

    /// <summary>Waits for its turn. Who is cancelled gives the place back.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled(cancellation);
        var (place, early) = Take();
        if (early <= TimeSpan.Zero)
            return Task.CompletedTask;
        // Who waits hears of the cancellation after the place is free again, never before.
        return Task.Delay(early, clock, cancellation)
            .ContinueWith(
                turn =>
                {
                    if (turn.IsCanceled)
                        GiveBack(place);
                    return turn;
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            )
            .Unwrap();
    }

    /// <summary>The broker said that it is too much. Refusals of what was under way together count once.</summary>
    public void Slow()
    {
        lock (_gate)
        {
            if (_slowed is { } before && clock.GetElapsedTime(before.At) < SlowedOnceIn)
                return;
            _slowed = (clock.GetTimestamp(), Math.Max(_usual * SlowestShare, PerSecondNow() * SlowedTo));
        }
    }

    /// <summary>Takes the next place, and says how long it is until then.</summary>
    private (long Place, TimeSpan Early) Take()
    {
        lock (_gate)
        {
            var (now, interval) = (clock.GetTimestamp(), TimeSpan.FromSeconds(1 / PerSecondNow()));
            // Each place is one message, so that what was given back is used once, and not at all when its time is over.
            while (_givenBack.TryDequeue(out var free, out _))
            {
                if (free >= now)
                    return (free, Early(free));
            }
            var place = _next = Math.Max(_next, now);
            _next += (long)(interval.TotalSeconds * clock.TimestampFrequency);
            return (place, Early(place));

            TimeSpan Early(long at) => clock.GetElapsedTime(now, at) - ((_burst - 1) * interval);
        }
    }

    private void GiveBack(long place)
    {
        lock (_gate)
            _givenBack.Enqueue(place, place);
    }

    private double PerSecondNow() =>
        _slowed is { } slowed ? Math.Min(_usual, slowed.PerSecond + (_usual * (clock.GetElapsedTime(slowed.At) / RecoveredIn))) : _usual;
}
