using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>A load of which only the power is known, small consumers behind a breaker for example, would soon use its mean.</summary>
/// <param name="memory">How far back the mean goes.</param>
/// <param name="lasts">After so long what it drew last counts 1/e.</param>
internal sealed class MeanModel(TimeSpan memory, TimeSpan lasts) : LoadModel
{
    private FadingUse _use = new(memory, lasts);

    protected override void Learn(DateTimeOffset at, LoadReadout readout, double hours) => _use.Add(readout.PowerKw, hours);

    protected override double Expect(LoadReadout readout, double hours) => _use.After(hours);

    protected override bool IsBack(LoadReadout readout) => true;
}

/// <summary>A mean over time in which what is as old as the memory counts 1/e, and what was used last, which counts less and less.</summary>
internal struct FadingUse(TimeSpan memory, TimeSpan lasts)
{
    private double _meanKw;
    private double _seenHours;
    private double _lastKw;
    private double _sinceHours;

    /// <summary>Takes a power that stood for so many hours. Until there is as much as the memory it is a mean of what there is.</summary>
    public void Add(double powerKw, double hours)
    {
        _seenHours = Math.Min(memory.TotalHours, _seenHours + hours);
        _meanKw = _seenHours > 0 ? _meanKw + ((powerKw - _meanKw) * Math.Min(1, hours / _seenHours)) : powerKw;
        (_lastKw, _sinceHours) = (powerKw, 0);
    }

    /// <summary>What is to be expected when so many hours more have passed, kW.</summary>
    public double After(double hours)
    {
        _sinceHours += hours;
        return _meanKw + ((_lastKw - _meanKw) * Math.Exp(-_sinceHours / lasts.TotalHours));
    }
}
