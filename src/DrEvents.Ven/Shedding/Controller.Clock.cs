using System.Collections.Immutable;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>What the controller does about time that did not pass as it should: a clock that was set, a process that was away.</summary>
internal sealed partial class Controller
{
    /// <summary>Clocks are corrected by fractions of a second all the time.</summary>
    public static readonly TimeSpan ClockStepMin = TimeSpan.FromSeconds(2);

    /// <summary>How far back a simulated home is looked at before it begins.</summary>
    public static readonly TimeSpan WarmTime = TimeSpan.FromHours(24);

    /// <summary>
    /// Lets the VEN begin with what it would have learned in the day before; only a simulated home can be looked at in its past. To be called
    /// before <see cref="Resume"/>, which puts limits on loads.
    /// </summary>
    public void Warm(DateTimeOffset now)
    {
        lock (_gate)
        {
            var halfHour = now.AddMinutes(1 - BaselineHistory.WindowMinutes);
            for (var at = now - WarmTime; at < now; at += at < halfHour ? TimeSpan.FromMinutes(1) : ReportInterval)
            {
                var loads = _panel.MeasureAt(at, _state.WithSettings);
                _model.Follow(at, loads, ImmutableDictionary<string, double>.Empty);
                if (at >= halfHour)
                    _history.Add(at, loads.Sum(l => l.Readout.PowerKw));
            }
        }
    }

    /// <summary>
    /// The clock was set by so much: one entry, and what runs keeps the time that was left of it where it was set back. Forward, what runs
    /// ends by the new time.
    /// </summary>
    public void ClockSet(DateTimeOffset now, TimeSpan by)
    {
        lock (_gate)
        {
            if (by < TimeSpan.Zero)
                _sampledAt = now.AddMilliseconds(-1);
            Commit(now, [by < TimeSpan.Zero ? new ClockSetBack(-by.TotalSeconds) : new ClockStepped(by.TotalSeconds)]);
        }
    }

    /// <summary>Takes up what the log says, and tells simulated loads, entry by entry, which limits were on them; false where the log is not whole.</summary>
    private bool Replay(DateTimeOffset now)
    {
        var (before, endedAt) = (VenState.Initial, DateTimeOffset.MinValue);
        (_state, var isWhole) = _journal.Replay(
            (at, state) =>
            {
                if (!before.HasLimitsOf(state) && now - at < Panel.Memory)
                    _panel.Recall(state.LimitsAt(at), at);
                (before, endedAt) = (state, at);
            }
        );
        // Nobody watched the clock meanwhile: it went back if it is behind the newest entry.
        if (endedAt - now >= ClockStepMin)
            ClockSet(now, now - endedAt);
        return isWhole;
    }
}
