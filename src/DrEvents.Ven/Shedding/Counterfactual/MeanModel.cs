using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// A load of which only the power is known, small consumers behind a breaker for example, would soon use its mean: what it drew last counts
/// less and less.
/// </summary>
/// <param name="memory">How far back the mean goes.</param>
/// <param name="lasts">After so long what it drew last counts 1/e.</param>
internal sealed class MeanModel(TimeSpan memory, TimeSpan lasts) : LoadModel
{
    private FadingMean _mean = new(memory);
    private double _lastKw;
    private double _sinceHours;

    protected override void Learn(DateTimeOffset at, LoadReadout readout, double hours)
    {
        _mean.Add(readout.PowerKw, hours);
        (_lastKw, _sinceHours) = (readout.PowerKw, 0);
    }

    protected override double Expect(LoadReadout readout, double hours)
    {
        _sinceHours += hours;
        return _mean.Value + ((_lastKw - _mean.Value) * Math.Exp(-_sinceHours / lasts.TotalHours));
    }

    protected override bool IsBack(LoadReadout readout) => true;
}

/// <summary>A mean over time in which what is as old as the memory counts 1/e; of what there is, until there is as much.</summary>
internal struct FadingMean(TimeSpan memory)
{
    private double _hours;

    /// <summary>The mean; 0 before the first value.</summary>
    public double Value { get; private set; }

    /// <summary>Takes a value that stood for so many hours.</summary>
    public void Add(double value, double hours)
    {
        _hours = Math.Min(memory.TotalHours, _hours + hours);
        Value = _hours > 0 ? Value + ((value - Value) * Math.Min(1, hours / _hours)) : value;
    }
}
