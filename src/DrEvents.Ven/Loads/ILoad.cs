namespace DrEvents.Ven.Loads;

/// <summary>
/// A device behind the panel, as the agent drives it. The simulation implements it today; a driver for a real charger or relay implements
/// the same. Implementations are called by one thread at a time.
/// </summary>
public interface ILoad
{
    /// <summary>What the device is.</summary>
    LoadDescription Description { get; }

    /// <summary>What the device does at this moment.</summary>
    LoadReadout MeasureAt(DateTimeOffset now);

    /// <summary>Lets the device use no more than so many kW; negative makes a battery deliver.</summary>
    void LimitTo(double kw, DateTimeOffset now);

    /// <summary>Takes the limit away.</summary>
    void Release(DateTimeOffset now);
}

/// <summary>What a load is, apart from what it does at the moment.</summary>
/// <param name="Id">Unique behind its VEN.</param>
/// <param name="Name">For people.</param>
/// <param name="Type">One of <see cref="LoadTypes"/>, or the owner's own word.</param>
/// <param name="RatedKw">Most that it can use, kW.</param>
/// <param name="Priority">Place in the order of shedding; 1 is shed first.</param>
/// <param name="IsCritical">Never shed.</param>
/// <param name="IsModulating">Can run at any power between its lowest and what it wants; otherwise it is on or off.</param>
/// <param name="IsEnabled">Takes part in events.</param>
public sealed record LoadDescription(
    string Id,
    string Name,
    string Type,
    double RatedKw,
    int Priority,
    bool IsCritical = false,
    bool IsModulating = false,
    bool IsEnabled = true
);

/// <summary>What a load does at one moment. Powers in kW, use positive, delivery negative.</summary>
/// <param name="PowerKw">What it uses now.</param>
/// <param name="WantedKw">What it would use now without a limit: the charger's request, the thermostat's call.</param>
/// <param name="LowestKw">The least that it can be brought down to now.</param>
/// <param name="StateOfChargePercent">How full it is, where it stores energy.</param>
public readonly record struct LoadReadout(double PowerKw, double WantedKw, double LowestKw, double? StateOfChargePercent = null);

/// <summary>The kinds of load that the simulation knows, as they are written on the wire.</summary>
public static class LoadTypes
{
    /// <summary>Charger of an electric vehicle.</summary>
    public const string Ev = "ev";

    /// <summary>Electric water heater.</summary>
    public const string WaterHeater = "water_heater";

    /// <summary>Heat pump or air conditioning.</summary>
    public const string Hvac = "hvac";

    /// <summary>Any other circuit.</summary>
    public const string Circuit = "circuit";

    /// <summary>Stationary battery.</summary>
    public const string Battery = "battery";
}
