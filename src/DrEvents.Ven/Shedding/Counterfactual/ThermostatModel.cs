using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// A tank or a house would have the temperature that is measured and, besides, the heat that it did not get; its thermostat would switch where
/// it was seen to switch. Hot water that is drawn, and the weather, act on both alike, and so need no forecast.
/// </summary>
internal sealed class ThermostatModel : LoadModel
{
    /// <summary>What a warmer tank or house loses more comes back to it with this time constant, h.</summary>
    private const double ForgetsHours = 12;

    /// <summary>As near as this share of the thermostat's band it is the same temperature.</summary>
    private const double SameShare = 0.1;

    private const double OnKwMin = 0.05;
    private static readonly TimeSpan SlopeTime = TimeSpan.FromMinutes(1);

    private readonly RecentValues _onSlopes = new(60);
    private readonly RecentValues _offSlopes = new(60);
    private readonly RecentValues _onAtC = new(5);
    private readonly RecentValues _offAtC = new(5);
    private FadingUse _use = new(memory: TimeSpan.FromHours(2), lasts: TimeSpan.FromMinutes(10));
    private (DateTimeOffset At, double C)? _slopeFrom;
    private double _onKw;
    private bool? _wasOn;
    private bool _isOn;
    private bool _wouldBeOn;
    private double _aheadK;

    /// <summary>What running makes of the temperature, K/h: positive heats.</summary>
    private double EffectKPerHour => _onSlopes.Median - _offSlopes.Median;

    private bool IsKnown => _onSlopes.Count > 0 && _offSlopes.Count > 0 && _onAtC.Count > 0 && _offAtC.Count > 0;

    protected override void Learn(DateTimeOffset at, LoadReadout readout, double hours)
    {
        var isOn = readout.PowerKw > OnKwMin;
        if (readout.TemperatureC is { } nowC)
            LearnTemperature(at, nowC, isOn);
        if (isOn)
            _onKw = readout.PowerKw;
        (_wasOn, _isOn, _wouldBeOn, _aheadK) = (isOn, isOn, isOn, 0);
        _use.Add(readout.PowerKw, hours);
    }

    private void LearnTemperature(DateTimeOffset at, double nowC, bool isOn)
    {
        if (_wasOn is { } wasOn && wasOn != isOn)
        {
            (isOn ? _onAtC : _offAtC).Add(nowC);
            _slopeFrom = null;
        }
        if (_slopeFrom is not { } from || at < from.At || at - from.At > 3 * SlopeTime)
            _slopeFrom = (at, nowC);
        else if (at - from.At >= SlopeTime)
        {
            (isOn ? _onSlopes : _offSlopes).Add((nowC - from.C) / (at - from.At).TotalHours);
            _slopeFrom = (at, nowC);
        }
    }

    protected override double Expect(LoadReadout readout, double hours)
    {
        // What a touched load does is no switching of its own.
        (_wasOn, _slopeFrom) = (null, null);
        if (!IsKnown || readout.TemperatureC is not { } measuredC)
            return _use.After(hours);
        var isOn = readout.PowerKw > OnKwMin;
        _aheadK += (((_wouldBeOn ? 1 : 0) - (isOn ? 1 : 0)) * EffectKPerHour - (_aheadK / ForgetsHours)) * hours;
        var wouldBeC = measuredC + _aheadK;
        var isHeating = EffectKPerHour > 0;
        if (_wouldBeOn && (isHeating ? wouldBeC >= _offAtC.Median : wouldBeC <= _offAtC.Median))
            _wouldBeOn = false;
        else if (!_wouldBeOn && (isHeating ? wouldBeC <= _onAtC.Median : wouldBeC >= _onAtC.Median))
            _wouldBeOn = true;
        _isOn = isOn;
        return _wouldBeOn ? Math.Max(_onKw, isOn ? readout.PowerKw : 0) : 0;
    }

    protected override bool IsBack(LoadReadout readout) =>
        !IsKnown || (_wouldBeOn == _isOn && Math.Abs(_aheadK) <= SameShare * Math.Abs(_offAtC.Median - _onAtC.Median));
}
