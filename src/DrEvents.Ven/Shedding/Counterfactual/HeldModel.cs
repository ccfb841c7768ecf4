using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>A battery would go on as it did: rest, or charge with the same power.</summary>
internal sealed class HeldModel : LoadModel
{
    private double _powerKw;

    protected override void Learn(DateTimeOffset at, LoadReadout readout, double hours) => _powerKw = readout.PowerKw;

    protected override double Expect(LoadReadout readout, double hours) => _powerKw;

    protected override bool IsBack(LoadReadout readout) => true;
}
