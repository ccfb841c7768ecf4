namespace DrEvents.Ven.Devices;

/// <summary>Longest that a device bears to be limited, by what it shows: the lock of a heat pump that is ready for the smart grid.</summary>
/// <param name="longest">For how long; null for ever.</param>
/// <param name="clock">By which that is counted.</param>
internal sealed class LongestLimit(TimeSpan? longest, TimeProvider clock)
{
    private long? _limitedAt;

    /// <summary>Takes what a reading shows, and says whether the device has to be let go now.</summary>
    public bool IsOver(bool isLimited)
    {
        _limitedAt = isLimited ? _limitedAt ?? clock.GetTimestamp() : null;
        return _limitedAt is { } since && clock.GetElapsedTime(since) >= longest;
    }
}
