namespace DrEvents.Ven.Shedding;

/// <summary>The VEN's own use while nothing was shed, over the last half hour: what it measures its reduction against.</summary>
/// <remarks>Sums by the minute instead of samples, so that ten thousand VENs in one process stay small.</remarks>
internal sealed class BaselineHistory
{
    /// <summary>How far the mean looks back, in minutes.</summary>
    public const int WindowMinutes = 30;

    private readonly (long Minute, double SumKw, int Count)[] _minutes = new (long, double, int)[WindowMinutes];

    /// <summary>Takes one sample of power at the meter, kW.</summary>
    public void Add(DateTimeOffset at, double usedKw)
    {
        var minute = MinuteOf(at);
        ref var slot = ref _minutes[(int)(minute % WindowMinutes)];
        if (slot.Minute != minute)
            slot = (minute, 0, 0);
        slot.SumKw += usedKw;
        slot.Count++;
    }

    /// <summary>The mean in kW over what there is of the window; null when there is nothing.</summary>
    public double? MeanAt(DateTimeOffset now)
    {
        var oldest = MinuteOf(now) - WindowMinutes;
        var (sumKw, count) = (0.0, 0);
        foreach (var slot in _minutes)
        {
            if (slot.Minute <= oldest)
                continue;
            sumKw += slot.SumKw;
            count += slot.Count;
        }
        return count == 0 ? null : sumKw / count;
    }

    private static long MinuteOf(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMinute;
}
