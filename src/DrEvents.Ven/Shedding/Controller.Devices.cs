namespace DrEvents.Ven.Shedding;

/// <summary>What the log knows of real devices.</summary>
internal sealed partial class Controller
{
    private bool _isTrialAlone;

    /// <summary>Loads that a limit may have been left on.</summary>
    public IReadOnlyCollection<string> HeldDevices
    {
        get
        {
            lock (_gate)
                return _state.HeldDevices;
        }
    }

    /// <summary>Limits a load for a trial, unless loads are limited: shed, or coming back after it.</summary>
    /// <returns>Whether the trial has the load.</returns>
    public bool TryBeginTrial(string loadId, double kw, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_state.IsLimiting)
                return false;
            _isTrialAlone = true;
            _panel.LimitBeside(loadId, kw, now);
            return true;
        }
    }

    /// <summary>Puts on a load what the state says, after a trial had it.</summary>
    /// <returns>Whether no load was limited since the trial began.</returns>
    public bool EndTrial(string loadId, DateTimeOffset now)
    {
        lock (_gate)
        {
            _panel.Reapply(loadId, _state.LimitsAt(now), now);
            return _isTrialAlone;
        }
    }

    /// <summary>Puts the state's limits on the loads, but for those whose owner has set them by hand.</summary>
    private void ApplyLimits(DateTimeOffset now)
    {
        _isTrialAlone &= !_state.IsLimiting;
        _panel.LeaveAlone(_state.LeftAlone);
        _panel.Apply(_state.LimitsAt(now), now);
    }
}
