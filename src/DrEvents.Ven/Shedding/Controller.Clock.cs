using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>What the controller does about time that did not pass as it should: a clock that was set back, a process that was away.</summary>
internal sealed partial class Controller
{
    /// <summary>Clocks are corrected by fractions of a second all the time.</summary>
    private static readonly TimeSpan SetBackMin = TimeSpan.FromSeconds(2);

    private DateTimeOffset _seenAt;

    /// <summary>
    /// Lets the baseline begin with what the home used in the half hour before; only a simulated home can be looked at in its past. To be
    /// called before <see cref="Resume"/>, which puts limits on loads.
    /// </summary>
    public void Warm(DateTimeOffset now)
    {
        lock (_gate)
        {
            for (var at = now.AddMinutes(1 - BaselineHistory.WindowMinutes); at < now; at += ReportInterval)
                _history.Add(at, _panel.MeasureAt(at, _state.WithSettings).Sum(l => l.Readout.PowerKw));
        }
    }

    /// <summary>Tells simulated loads, entry by entry of a replay, which limits were on them.</summary>
    private Action<DateTimeOffset, VenState> Recall(DateTimeOffset now)
    {
        var before = VenState.Initial;
        return (at, state) =>
        {
            if (!before.HasLimitsOf(state) && now - at < Panel.Memory)
                _panel.Recall(state.LimitsAt(at), at);
            (before, _seenAt) = (state, at);
        };
    }

    /// <summary>Notices a clock that was set back, by the time of the last call or, after a start, of the last entry.</summary>
    private void FollowClock(DateTimeOffset now)
    {
        var back = _seenAt - now;
        _seenAt = now;
        if (back < SetBackMin)
            return;
        _sampledAt = now.AddMilliseconds(-1);
        Commit(now, [new ClockSetBack(back.TotalSeconds)]);
    }
}
