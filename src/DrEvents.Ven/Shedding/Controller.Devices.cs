namespace DrEvents.Ven.Shedding;

/// <summary>What the log knows of real devices.</summary>
internal sealed partial class Controller
{
    /// <summary>Loads that a limit may have been left on which no device forgets by itself.</summary>
    public IReadOnlyCollection<string> HeldDevices
    {
        get
        {
            lock (_gate)
                return _state.HeldDevices;
        }
    }

    /// <summary>Puts on a load what the state says, after a trial had it.</summary>
    public void EndTrial(string loadId, DateTimeOffset now)
    {
        lock (_gate)
            _panel.Reapply(loadId, _state.LimitsAt(now), now);
    }

    /// <summary>Puts the state's limits on the loads, but for those whose owner has set them by hand.</summary>
    private void ApplyLimits(DateTimeOffset now)
    {
        _panel.LeaveAlone(_state.LeftAlone);
        _panel.Apply(_state.LimitsAt(now), now);
    }
}
