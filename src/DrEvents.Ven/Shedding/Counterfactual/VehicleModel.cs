using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// A vehicle would charge with the power that it had, until it had the energy that was still to come, where that is known. One that arrives meanwhile would begin
/// with what it asks for.
/// </summary>
internal sealed class VehicleModel : LoadModel
{
    /// <summary>A need that rises by more than this is another vehicle's, kWh.</summary>
    private const double ArrivalKwhMin = 0.2;

    private const double NothingKwh = 0.01;

    private double _rateKw;
    private double? _neededKwh;
    private double? _reportedKwh;

    protected override void Learn(DateTimeOffset at, LoadReadout readout, double hours) => Begin(readout);

    protected override double Expect(DateTimeOffset at, LoadReadout readout, double hours)
    {
        if (readout.NeededKwh > _reportedKwh + ArrivalKwhMin)
            Begin(readout);
        else if (EndOf(readout) is <= NothingKwh)
            _neededKwh = 0;
        _reportedKwh = readout.NeededKwh;
        if (_neededKwh is not { } neededKwh)
            return _rateKw;
        if (neededKwh <= NothingKwh)
            return 0;
        _neededKwh = Math.Max(0, neededKwh - (_rateKw * hours));
        return _rateKw;
    }

    protected override bool IsBack(LoadReadout readout) => EndOf(readout) is not { } reported || reported <= (_neededKwh ?? 0) + NothingKwh;

    private void Begin(LoadReadout readout) => (_rateKw, _neededKwh, _reportedKwh) = (readout.WantedKw, EndOf(readout), readout.NeededKwh);

    /// <summary>Energy after which it would take no more, kWh; null where that is not known, as of a vehicle that has what its owner needs and goes on.</summary>
    private static double? EndOf(LoadReadout readout) => readout is { IsNeedLeast: true, WantedKw: > 0 } ? null : readout.NeededKwh;
}
