using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// A battery would go on as it did: charge with the same power, or rest. One that rested would rest until it holds again what it gave: what it takes
/// up before belongs to the reduction.
/// </summary>
internal sealed class HeldModel : LoadModel
{
    private const double NothingKw = 0.05;

    /// <summary>As near as this it is as full as it was, %.</summary>
    private const double SamePercent = 1;

    private double _powerKw;
    private double? _percent;

    protected override void Learn(DateTimeOffset at, LoadReadout readout, double hours) =>
        (_powerKw, _percent) = (readout.PowerKw, readout.StateOfChargePercent);

    protected override double Expect(DateTimeOffset at, LoadReadout readout, double hours) => _powerKw;

    protected override bool IsBack(LoadReadout readout) =>
        Math.Abs(_powerKw) > NothingKw || _percent is not { } percent || readout.StateOfChargePercent >= percent - SamePercent;
}
