namespace DrEvents.Ven.Loads.Simulation;

/// <summary>
/// A stationary battery. It charges at night, rests by day, and delivers under a negative limit as much as its inverter can, down to its
/// reserve and no further.
/// </summary>
internal sealed class Battery(LoadDescription description, BatterySettings settings, Site site, int seed) : SimulatedLoad(description)
{
    private const double NightFromHour = 1;
    private const double NightToHour = 6;

    /// <summary>A battery that reached its reserve delivers again when it holds that much more, %.</summary>
    private const double RecoveryPercent = 3;

    /// <summary>Charging stops here, %: full cells age faster.</summary>
    private const double FullPercent = 95;

    private readonly double _oneWay = Math.Sqrt(settings.Efficiency);
    private double _storedKwh;
    private bool _isAtReserve;
    private bool _isCharging;

    private double ReserveKwh => settings.CapacityKwh * settings.ReservePercent / 100;

    private double FullKwh => settings.CapacityKwh * FullPercent / 100;

    private double WantedKw => _isCharging ? Description.RatedKw * settings.ChargeShare : 0;

    private double LowestKw => _isAtReserve ? 0 : -Description.RatedKw;

    private double PowerKw => LimitKw is { } limitKw ? Math.Min(WantedKw, Math.Max(limitKw, LowestKw)) : WantedKw;

    protected override void Begin(double atS)
    {
        var atMostPercent = Math.Max(settings.ReservePercent, FullPercent);
        var percent = settings.StartPercent ?? Noise.Between(seed, site.DayOf(atS), settings.ReservePercent, atMostPercent);
        _storedKwh = settings.CapacityKwh * percent / 100;
    }

    protected override void Run(double fromS, double seconds)
    {
        var (powerKw, hours) = (PowerKw, seconds / 3600);
        if (powerKw > 0)
            _storedKwh = Math.Min(Math.Max(_storedKwh, FullKwh), _storedKwh + (powerKw * _oneWay * hours));
        else
            _storedKwh = Math.Max(Math.Min(_storedKwh, ReserveKwh), _storedKwh + (powerKw / _oneWay * hours));
    }

    protected override void Switch(double atS)
    {
        var stepKwh = Description.RatedKw / _oneWay * StepS / 3600;
        var recoveredKwh = ReserveKwh + (settings.CapacityKwh * RecoveryPercent / 100);
        _isAtReserve = _storedKwh - stepKwh < ReserveKwh || (_isAtReserve && _storedKwh < recoveredKwh);
        _isCharging = site.HourOf(atS) is >= NightFromHour and < NightToHour && _storedKwh < FullKwh;
    }

    protected override LoadReadout Read(double atS) => new(PowerKw, WantedKw, LowestKw, 100 * _storedKwh / settings.CapacityKwh);
}

/// <summary>A battery behind its inverter; the description's rated power is the inverter's.</summary>
/// <param name="CapacityKwh">What it holds.</param>
/// <param name="ReservePercent">What it keeps for a power cut, %.</param>
/// <param name="StartPercent">Charge at the beginning, %; null is seeded.</param>
/// <param name="ChargeShare">Share of the inverter's power that it charges with.</param>
/// <param name="Efficiency">Round trip, electricity out per electricity in (0.85 in NREL's Annual Technology Baseline, 0.9 on data sheets of home batteries).</param>
internal sealed record BatterySettings(
    double CapacityKwh,
    double ReservePercent = 20,
    double? StartPercent = null,
    double ChargeShare = 0.5,
    double Efficiency = 0.9
);
