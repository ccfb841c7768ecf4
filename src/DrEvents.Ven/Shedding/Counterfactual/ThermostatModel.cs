using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// A tank or a house would have the temperature that is measured and, besides, the heat that it did not get; its thermostat would switch where
/// it was seen to switch. Hot water that is drawn, and the weather, act on both alike, and so need no forecast.
/// </summary>
/// <param name="heat">What it heats or cools.</param>
internal sealed class ThermostatModel(HeatStore heat) : LoadModel
{
    /// <summary>As near as this share of the thermostat's band it is the same temperature.</summary>
    private const double SameShare = 0.2;

    private const double OnKwMin = 0.05;

    /// <summary>A load that changes its temperature by less than this while it runs has a thermometer elsewhere, K/h.</summary>
    private const double EffectKPerHourMin = 0.1;

    private readonly SeenSlope _onSlope = new(heat.StandsMost);
    private readonly SeenSlope _offSlope = new(heat.StandsMost);
    private readonly SwitchPoint _onAt = new();
    private readonly SwitchPoint _offAt = new();
    private DailyUse _use = new(memory: TimeSpan.FromHours(2), lasts: TimeSpan.FromMinutes(10));
    private Thermometer _thermometer;
    private double _lastC;
    private double _onKw;
    private bool? _wasOn;
    private bool _isOn;
    private bool _wouldBeOn;
    private double _aheadK;

    /// <summary>What running makes of the temperature, K/h: positive heats.</summary>
    private double EffectKPerHour => _onSlope.KPerHour - _offSlope.KPerHour;

    private bool IsKnown =>
        _onSlope.IsKnown && _offSlope.IsKnown && _onAt.IsKnown && _offAt.IsKnown && Math.Abs(EffectKPerHour) >= EffectKPerHourMin;

    protected override void Learn(DateTimeOffset at, LoadReadout readout, double hours)
    {
        var isOn = readout.PowerKw > OnKwMin;
        if (readout.TemperatureC is { } shownC)
            LearnTemperature(at, shownC, isOn, hours);
        if (isOn)
            _onKw = readout.PowerKw;
        (_wasOn, _isOn, _wouldBeOn, _aheadK) = (isOn, isOn, isOn, 0);
        _use.Add(at, readout.PowerKw, hours);
    }

    private void LearnTemperature(DateTimeOffset at, double shownC, bool isOn, double hours)
    {
        var (slope, other) = isOn ? (_onSlope, _offSlope) : (_offSlope, _onSlope);
        var nowC = _thermometer.Read(shownC, slope.KPerHour, hours);
        if (_wasOn is null)
            slope.Break();
        else if (_wasOn != isOn)
            (isOn ? _onAt : _offAt).Add(_lastC, nowC, hours, other.KPerHour, slope.KPerHour);
        other.Break();
        slope.Follow(at, shownC);
        _lastC = nowC;
    }

    protected override double Expect(DateTimeOffset at, LoadReadout readout, double hours)
    {
        // What a touched load does is no switching of its own.
        _wasOn = null;
        if (!IsKnown || readout.TemperatureC is not { } shownC)
            return _use.Pass(at, hours);
        var isOn = readout.PowerKw > OnKwMin;
        _aheadK += (((_wouldBeOn ? 1 : 0) - (isOn ? 1 : 0)) * EffectKPerHour - (_aheadK / heat.ForgetsHours)) * hours;
        var wouldBeC = _thermometer.Read(shownC, (isOn ? _onSlope : _offSlope).KPerHour, hours) + _aheadK;
        var isHeating = EffectKPerHour > 0;
        if (_wouldBeOn && (isHeating ? wouldBeC >= _offAt.C : wouldBeC <= _offAt.C))
            _wouldBeOn = false;
        else if (!_wouldBeOn && (isHeating ? wouldBeC <= _onAt.C : wouldBeC >= _onAt.C))
            _wouldBeOn = true;
        _isOn = isOn;
        return _wouldBeOn ? Math.Max(_onKw, isOn ? readout.PowerKw : 0) : 0;
    }

    protected override bool IsBack(LoadReadout readout) =>
        !IsKnown || (_wouldBeOn == _isOn && Math.Abs(_aheadK) <= SameShare * Math.Abs(_offAt.C - _onAt.C));
}

/// <summary>What keeps the heat that a thermostat asks for.</summary>
/// <param name="ForgetsHours">What it loses more while it is warmer comes back to it with this time constant, h.</param>
/// <param name="StandsMost">A temperature that has not changed for so long stands still; null where it always goes on.</param>
internal readonly record struct HeatStore(double ForgetsHours, TimeSpan? StandsMost)
{
    /// <summary>A house of 0.2 kW/K and 2 kWh/K (Hao et al. 2015, IEEE Trans. Power Systems 30).</summary>
    public static readonly HeatStore House = new(12, StandsMost: null);

    /// <summary>
    /// A tank of class C of Regulation (EU) 812/2013: 200 l that lose 1.8 W/K would take 130 h, and hot water that is drawn takes part of the heat along.
    /// </summary>
    public static readonly HeatStore Tank = new(72, StandsMost: TimeSpan.FromMinutes(10));
}
