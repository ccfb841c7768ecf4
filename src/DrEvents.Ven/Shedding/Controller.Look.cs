using DrEvents.Ven.Shedding.Counterfactual;

namespace DrEvents.Ven.Shedding;

/// <summary>What decisions look at.</summary>
internal sealed partial class Controller
{
    private readonly HomeModel _model = new();

    /// <summary>Everything at this moment.</summary>
    public Situation Look(DateTimeOffset now)
    {
        lock (_gate)
            return LookNow(now);
    }

    private Situation LookNow(DateTimeOffset now)
    {
        var loads = _panel.MeasureAt(now, _state.WithSettings);
        _model.Follow(now, loads, _state.LimitsAt(now));
        return new(venId, _state, _model.AsExpected(loads), _history.EstimateAt(now), ReportInterval, ToMilliseconds(now))
        {
            Expected = _model.Estimate(loads),
            Pace = pace,
        };
    }
}
