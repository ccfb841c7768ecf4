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

    /// <summary>Puts the state's limits on the loads, but for those whose owner has set them by hand.</summary>
    private void ApplyLimits(DateTimeOffset now)
    {
        _panel.LeaveAlone(_state.LeftAlone);
        _panel.Apply(_state.LimitsAt(now), now);
    }
}
