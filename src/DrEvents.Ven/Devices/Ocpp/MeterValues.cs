namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>What a charger's meter showed at one moment, as far as it told. Each is null where it did not.</summary>
internal sealed record MeterValues
{
    /// <summary>When, by the charger's clock.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Power, kW.</summary>
    public double? PowerKw { get; init; }

    /// <summary>The counter of the energy that went to vehicles, Wh.</summary>
    public double? RegisterWh { get; init; }

    /// <summary>How full the vehicle's battery is, percent.</summary>
    public double? SocPercent { get; init; }

    /// <summary>How many phases a current flows on; null where currents are not told by phase.</summary>
    public int? PhasesInUse { get; init; }

    /// <summary>The mean voltage between phase and neutral, V.</summary>
    public double? Volts { get; init; }
}

/// <summary>One value of a meter in the words of OCPP, which are the same in both versions.</summary>
/// <param name="Measurand">What is measured; without it the charger means the energy counter.</param>
/// <param name="Phase">Of which phase, or null for all together.</param>
/// <param name="Unit">As <c>kW</c>; null is the measurand's own.</param>
/// <param name="Value">The number, in that unit.</param>
internal readonly record struct SampledValue(string? Measurand, string? Phase, string? Unit, double Value)
{
    /// <summary>What the specification says that a value without measurand is.</summary>
    public const string Register = "Energy.Active.Import.Register";
}

/// <summary>Adds the values of one moment up.</summary>
internal sealed class MeterSum(DateTimeOffset? at)
{
    /// <summary>A phase is used from here on, A; less is what the charger's own parts take.</summary>
    private const double UsedA = 1;

    private readonly double?[] _amperes = new double?[3];
    private readonly double?[] _volts = new double?[3];
    private readonly double?[] _watts = new double?[3];
    private double? _allAmperes;
    private double? _allVolts;
    private double? _allWatts;
    private readonly double?[] _registersWh = new double?[3];
    private double? _allRegisterWh;
    private double? _socPercent;

    /// <summary>One more value.</summary>
    public void Add(SampledValue value)
    {
        var place = value.Phase switch
        {
            "L1" or "L1-N" => 0,
            "L2" or "L2-N" => 1,
            "L3" or "L3-N" => 2,
            null => -1,
            _ => -2,
        };
        // Between two phases, and on the neutral, is neither one phase nor all.
        if (place == -2)
            return;
        switch (value.Measurand ?? SampledValue.Register)
        {
            case "Power.Active.Import":
                Set(_watts, ref _allWatts, place, Base(value));
                break;
            case "Current.Import":
                Set(_amperes, ref _allAmperes, place, Base(value));
                break;
            case "Voltage":
                Set(_volts, ref _allVolts, place, Base(value));
                break;
            case SampledValue.Register:
                Set(_registersWh, ref _allRegisterWh, place, Base(value));
                break;
            case "SoC":
                _socPercent = value.Value is >= 0 and <= 100 ? value.Value : null;
                break;
        }
    }

    /// <summary>All of them together.</summary>
    /// <param name="usualVolts">Voltage where the charger tells none.</param>
    /// <param name="phases">How the charger is connected: a current without a phase flows on each of them.</param>
    public MeterValues Total(double usualVolts, int phases)
    {
        var volts = _allVolts ?? Mean(_volts);
        var usedPhases = _amperes.Count(a => a >= UsedA);
        return new()
        {
            At = at,
            PowerKw = Watts(volts ?? usualVolts, phases) / 1000,
            RegisterWh = _allRegisterWh ?? Sum(_registersWh),
            SocPercent = _socPercent,
            PhasesInUse = usedPhases == 0 ? null : usedPhases,
            Volts = volts,
        };
    }

    private static void Set(double?[] byPhase, ref double? all, int place, double value)
    {
        if (place < 0)
            all = value;
        else
            byPhase[place] = value;
    }

    private double? Watts(double volts, int phases) =>
        _allWatts
        ?? Sum(_watts)
        ?? (_amperes.Any(a => a is not null) ? Enumerable.Range(0, 3).Sum(i => (_amperes[i] ?? 0) * (_volts[i] ?? volts)) : (double?)null)
        ?? (_allAmperes * volts * phases);

    private static double? Sum(double?[] values) => values.Any(v => v is not null) ? values.Sum(v => v ?? 0) : null;

    private static double? Mean(double?[] values) => values.Where(v => v > 0).Average();

    private static double Base(SampledValue value) => value.Unit is "kW" or "kWh" ? 1000 * value.Value : value.Value;
}
