namespace DrEvents.Aws.Tests.StandIn;

/// <summary>How much happens in a second.</summary>
internal sealed class SlidingRate
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Queue<DateTimeOffset> _last = new();

    /// <summary>Whether one more is allowed in the second up to now.</summary>
    public bool TryTake(DateTimeOffset now, int most)
    {
        lock (_last)
        {
            while (_last.Count > 0 && now - _last.Peek() >= Second)
                _last.Dequeue();
            if (_last.Count >= most)
                return false;
            _last.Enqueue(now);
            return true;
        }
    }

    /// <summary>Most of these moments in any second.</summary>
    public static int Busiest(IEnumerable<DateTimeOffset> moments)
    {
        var (window, most) = (new Queue<DateTimeOffset>(), 0);
        foreach (var moment in moments.Order())
        {
            while (window.Count > 0 && moment - window.Peek() >= Second)
                window.Dequeue();
            window.Enqueue(moment);
            most = Math.Max(most, window.Count);
        }
        return most;
    }
}
