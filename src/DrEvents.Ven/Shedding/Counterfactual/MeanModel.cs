using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>A load of which only the power is known, small consumers behind a breaker for example, would use what it uses at this hour.</summary>
/// <param name="memory">How far back today's mean goes.</param>
/// <param name="lasts">After so long what it drew last counts 1/e.</param>
internal sealed class MeanModel(TimeSpan memory, TimeSpan lasts) : LoadModel
{
    private DailyUse _use = new(memory, lasts);

    protected override void Learn(DateTimeOffset at, LoadReadout readout, double hours) => _use.Add(at, readout.PowerKw, hours);

    protected override double Expect(DateTimeOffset at, LoadReadout readout, double hours) => _use.Pass(at, hours);

    protected override bool IsBack(LoadReadout readout) => true;
}
