namespace DrEvents.Ven.Loads.Simulation;

/// <summary>
/// A compressor that heats or cools a house: one temperature behind one resistance (Hao et al., Aggregate Flexibility of
/// Thermostatically Controlled Loads, IEEE Trans. Power Systems 2015). A limit moves its setpoint to the edge of the comfort band; at the
/// edge it runs whatever is asked. Its least times on and off are kept in any case.
/// </summary>
internal sealed class HeatPump(LoadDescription description, HeatPumpSettings settings, Site site, int seed) : SimulatedLoad(description)
{
    /// <summary>Width of the thermostat's band, K (Hao et al. 2015, table I: ±0.3125 K).</summary>
    private const double DeadbandK = 0.625;

    /// <summary>The outside temperature is looked at that often, s.</summary>
    private const double OutsideS = 600;

    private readonly double _stepDecay = Decay(settings, StepS);
    private double _outsideC;
    private double _outsideUntilS = double.NegativeInfinity;
    private double _sinceSwitchS = double.PositiveInfinity;
    private bool _isRunning;
    private bool _isCalling;
    private bool _isCallingAtEdge;

    /// <summary>Temperature of the house, °C.</summary>
    public double HouseC { get; private set; }

    private bool IsLimited => LimitKw is { } limitKw && limitKw < Description.RatedKw;

    protected override void Begin(double atS)
    {
        var targetC = settings.HeatC ?? settings.CoolC!.Value;
        HouseC = targetC + (DeadbandK * (Noise.Uniform(seed, site.DayOf(atS)) - 0.5));
    }

    protected override void Run(double fromS, double seconds)
    {
        if (fromS >= _outsideUntilS || fromS < _outsideUntilS - OutsideS)
            (_outsideC, _outsideUntilS) = (site.OutsideC(fromS), fromS + OutsideS);
        var pumpKw = !_isRunning ? 0 : Description.RatedKw * settings.Cop * (IsHeating ? 1 : -1);
        var endC = _outsideC + ((settings.GainsKw + pumpKw) / settings.LossKwPerK);
        HouseC = endC + ((HouseC - endC) * (seconds == StepS ? _stepDecay : Decay(settings, seconds)));
        _sinceSwitchS += seconds;
    }

    protected override void Switch(double atS)
    {
        _isCalling = Calls(_isCalling, 0);
        _isCallingAtEdge = Calls(_isCallingAtEdge, settings.ComfortK);
        var isToRun = IsLimited ? _isCallingAtEdge : _isCalling;
        if (isToRun == _isRunning || _sinceSwitchS < (_isRunning ? settings.LeastOnS : settings.LeastOffS))
            return;
        (_isRunning, _sinceSwitchS) = (isToRun, 0);
    }

    protected override LoadReadout Read(double atS)
    {
        var mustStayOn = _isRunning && _sinceSwitchS < settings.LeastOnS;
        var wantedKw = _isCalling || mustStayOn ? Description.RatedKw : 0;
        var isPausing = !_isRunning && wantedKw > 0 && _sinceSwitchS < settings.LeastOffS;
        var lowestKw = !isPausing && (mustStayOn || _isCallingAtEdge) ? wantedKw : 0;
        return new LoadReadout(_isRunning ? Description.RatedKw : 0, wantedKw, lowestKw) { IsPausing = isPausing, TemperatureC = HouseC };
    }

    /// <summary>Between the setpoints the mode is that of the nearer one.</summary>
    private bool IsHeating => settings.HeatC is { } heatC && (settings.CoolC is not { } coolC || HouseC < (heatC + coolC) / 2);

    /// <summary>What a thermostat says whose setpoints are relaxed by so many kelvin.</summary>
    private bool Calls(bool wasCalling, double relaxedK)
    {
        var tooFarK = IsHeating ? settings.HeatC!.Value - relaxedK - HouseC : HouseC - settings.CoolC!.Value - relaxedK;
        return tooFarK > DeadbandK / 2 || (wasCalling && tooFarK > -DeadbandK / 2);
    }

    private static double Decay(HeatPumpSettings settings, double seconds) =>
        Math.Exp(-seconds / 3600 * settings.LossKwPerK / settings.HeatKwhPerK);
}

/// <summary>A heat pump or air conditioner and its house. At least one of the setpoints is there.</summary>
/// <param name="HeatC">Setpoint of heating, °C; null does not heat.</param>
/// <param name="CoolC">Setpoint of cooling, °C; null does not cool.</param>
/// <param name="ComfortK">How far from its setpoint the household bears the house, K (EN 16798-1, category II: 20 to 26 °C).</param>
/// <param name="Cop">Heat moved per electricity (Hao et al. 2015: 3.5 heating, 2.5 cooling).</param>
/// <param name="LossKwPerK">Heat lost per kelvin (Hao et al. 2015: 0.5; a house of today 0.1 to 0.25).</param>
/// <param name="HeatKwhPerK">Heat stored per kelvin (Hao et al. 2015: 2).</param>
/// <param name="GainsKw">Heat of people, sun and appliances.</param>
/// <param name="LeastOnS">A compressor that started runs that long, s.</param>
/// <param name="LeastOffS">A compressor that stopped rests that long, s: the pressures have to even out.</param>
internal sealed record HeatPumpSettings(
    double? HeatC = 20.5,
    double? CoolC = 25,
    double ComfortK = 1.5,
    double Cop = 3.2,
    double LossKwPerK = 0.2,
    double HeatKwhPerK = 2,
    double GainsKw = 0.4,
    double LeastOnS = 300,
    double LeastOffS = 300
);
