namespace DrEvents.Backend.Hosting.Observability;

/// <summary>So many a second, and no more.</summary>
public sealed class SpanBudget(int perSecondMax, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private long _second;
    private int _taken;

    public bool Take()
    {
        lock (_gate)
        {
            var second = clock.GetTimestamp() / clock.TimestampFrequency;
            if (second != _second)
                (_second, _taken) = (second, 0);
            return ++_taken <= perSecondMax;
        }
    }
}
