namespace DrEvents.Ven.Devices;

/// <summary>What a restart must not forget.</summary>
internal sealed partial class DeviceLoad
{
    private readonly DeviceMemory _memory;

    private void Recall()
    {
        if (_memory.Read() is not { } kept)
            return;
        var (now, at) = (_clock.GetUtcNow(), Elapsed);
        foreach (var hour in kept.Writes ?? [])
        {
            // A clock that was set back meanwhile: they are taken for writes of now.
            _keeper.Budget.Recall(hour.From < now ? at - (now - hour.From) : at, hour.Count);
        }
        if (kept.Power is { } power)
            _estimate.Recall(power);
    }

    /// <summary>A write counts where the device's memory bears so many only.</summary>
    private void KeepWrite()
    {
        if (_traits.WritesADayMax is not null)
            Keep();
    }

    private void Keep()
    {
        KeptDevice kept;
        lock (_gate)
        {
            var (now, at) = (_clock.GetUtcNow(), Elapsed);
            kept = new KeptDevice(
                [.. _keeper.Budget.Spent(at).Select(s => new WritesOfHour(now - (at - s.From), s.Count))],
                _estimate.Learnt
            );
        }
        _memory.Write(kept);
    }
}
