namespace DrEvents.Ven.Loads.Simulation;

/// <summary>
/// A tank with a heating element: one temperature, losses to the room, draw-offs, a thermostat. A limit keeps the element off until the
/// tank is as cold as the household bears; then it heats whatever is asked.
/// </summary>
internal sealed class WaterHeater(LoadDescription description, WaterHeaterSettings settings, Site site, int seed)
    : SimulatedLoad(description)
{
    /// <summary>Heat in a litre of water, kWh/K.</summary>
    private const double KwhPerLitreK = 4.186 / 3600;

    private const double RoomC = 20;

    /// <summary>The thermostat calls that far below its setpoint (Hao et al. 2015, table I: a band of ±3 K).</summary>
    private const double HysteresisK = 6;

    /// <summary>A tank that was too cold is left alone until it is that much warmer.</summary>
    private const double RecoveryK = 3;

    /// <summary>Days differ by so much in the water that is used.</summary>
    private const double DrawSpread = 0.4;

    /// <summary>
    /// Load profile M of Commission Regulation (EU) 812/2013, annex III: hours of the day and kWh drawn, 5.845 kWh in all. A draw-off lasts
    /// one step.
    /// </summary>
    private static readonly (double Hour, double Kwh)[] Tappings =
    [
        (7, 0.105),
        (7 + (5 / 60.0), 1.4),
        (7.5, 0.105),
        (8 + (1 / 60.0), 0.105),
        (8.25, 0.105),
        (8.5, 0.105),
        (8.75, 0.105),
        (9, 0.105),
        (9.5, 0.105),
        (10.5, 0.105),
        (11.5, 0.105),
        (11.75, 0.105),
        (12.75, 0.315),
        (14.5, 0.105),
        (15.5, 0.105),
        (16.5, 0.105),
        (18, 0.105),
        (18.25, 0.105),
        (18.5, 0.105),
        (19, 0.105),
        (20.5, 0.735),
        (21.25, 0.105),
        (21.5, 1.4),
    ];

    private static readonly double TappedKwhPerDay = Tappings.Sum(t => t.Kwh);

    private readonly double _heatKwhPerK = settings.Litres * KwhPerLitreK;

    // Households do not all get up at seven.
    private readonly double _shiftHours = Noise.Between(seed, -1, -1, 1);
    private int _seed = seed;
    private double _nextTapS;
    private double _nextTapKwh;
    private bool _isCalling;
    private bool _isTooCold;

    /// <summary>Temperature of the water, °C.</summary>
    public double TankC { get; private set; }

    private bool IsHeating => _isCalling && (_isTooCold || LimitKw is not { } limitKw || limitKw >= Description.RatedKw);

    public override ILoad Fork(int seed, DateTimeOffset now)
    {
        var fork = (WaterHeater)base.Fork(seed, now);
        fork._seed = seed;
        fork.FindTapAfter(UnixS.Of(now));
        return fork;
    }

    protected override void Begin(double atS)
    {
        TankC = settings.SetpointC - (HysteresisK * Noise.Uniform(_seed, site.DayOf(atS)));
        FindTapAfter(atS);
    }

    protected override void Run(double fromS, double seconds)
    {
        var heatKw = (IsHeating ? Description.RatedKw : 0) - (settings.LossWPerK / 1000 * (TankC - RoomC));
        TankC += heatKw * seconds / 3600 / _heatKwhPerK;
        if (fromS + seconds < _nextTapS)
            return;
        TankC = Math.Max(settings.ColdC, TankC - (_nextTapKwh / _heatKwhPerK));
        FindTapAfter(fromS + seconds);
    }

    protected override void Switch(double atS)
    {
        // Only after the clock was set back: the next draw-off of a household is never a day away.
        if (_nextTapS - atS > 86_400)
            FindTapAfter(atS);
        _isCalling = TankC <= settings.SetpointC - HysteresisK || (_isCalling && TankC < settings.SetpointC);
        _isTooCold = TankC <= settings.ComfortC || (_isTooCold && TankC < settings.ComfortC + RecoveryK);
    }

    protected override LoadReadout Read(double atS)
    {
        var wantedKw = _isCalling ? Description.RatedKw : 0;
        return new LoadReadout(IsHeating ? Description.RatedKw : 0, wantedKw, _isTooCold ? wantedKw : 0) { TemperatureC = TankC };
    }

    private void FindTapAfter(double atS)
    {
        for (var day = site.DayOf(atS) - 1; ; day++)
        {
            foreach (var (hour, kwh) in Tappings)
            {
                var tapS = site.MomentOf(day, hour + _shiftHours);
                if (tapS <= atS)
                    continue;
                var spread = 1 + (DrawSpread * ((2 * Noise.Uniform(_seed, day)) - 1));
                (_nextTapS, _nextTapKwh) = (tapS, kwh * settings.DrawKwhPerDay / TappedKwhPerDay * spread);
                return;
            }
        }
    }
}

/// <summary>A tank and its household.</summary>
/// <param name="Litres">Content.</param>
/// <param name="SetpointC">The thermostat stops here, °C.</param>
/// <param name="ComfortC">The coldest that the household bears, °C.</param>
/// <param name="DrawKwhPerDay">Heat drawn on a mean day: 5.8 by profile M of (EU) 812/2013, 11.7 by profile L.</param>
/// <param name="LossWPerK">Loss to the room; 1.8 W/K is 65 W at 36 K, class C of (EU) 812/2013 at 200 l.</param>
/// <param name="ColdC">Temperature of cold water, °C.</param>
internal sealed record WaterHeaterSettings(
    double Litres,
    double SetpointC = 58,
    double ComfortC = 43,
    double DrawKwhPerDay = 5.845,
    double LossWPerK = 1.8,
    double ColdC = 10
);
