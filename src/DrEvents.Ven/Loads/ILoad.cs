using DrEvents.Ven.Devices;

namespace DrEvents.Ven.Loads;

/// <summary>
/// A device behind the panel, as the agent drives it. The simulation implements it today; a driver for a real charger or relay implements
/// the same. What protects the device and the people in the house is the device's own: it says at every moment how low it can go, and obeys
/// a limit no further than that. Implementations are called by one thread at a time.
/// </summary>
public interface ILoad
{
    /// <summary>What the device is.</summary>
    LoadDescription Description { get; }

    /// <summary>What the device does at this moment, and how far it can be shed.</summary>
    LoadReadout MeasureAt(DateTimeOffset now);

    /// <summary>
    /// Lets the device use no more than so many kW, as far as its own limits allow; negative makes a battery deliver. A device that is only
    /// on or off goes off by a limit below its power, a thermostat by moving its setpoint within the comfort band.
    /// </summary>
    void LimitTo(double kw, DateTimeOffset now);

    /// <summary>Takes the limit away.</summary>
    void Release(DateTimeOffset now);
}

/// <summary>A device without a memory outside of this process: after a restart it is told which limits were on it, and when.</summary>
internal interface IRecallsLimits
{
    /// <summary>From this moment in the past on, this limit was on the device (kW), or none.</summary>
    void Recall(double? limitKw, DateTimeOffset at);
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
/// <param name="LowestKw">
/// The least that it can be brought down to now by its own limits; what it wants where it cannot be shed at all, as a compressor that has
/// just started, a tank that is too cold, a vehicle that would not be ready.
/// </param>
/// <param name="StateOfChargePercent">How full a stationary battery is.</param>
public readonly record struct LoadReadout(double PowerKw, double WantedKw, double LowestKw, double? StateOfChargePercent = null)
{
    /// <summary>It is off and cannot be switched on yet, whatever it wants: a compressor in its pause.</summary>
    public bool IsPausing { get; init; }

    /// <summary>It has to run now, whatever is asked: a limit that is on it is taken off at once.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>What its thermostat measures, °C: the tank's water, the house's air. Null for devices without one, or that do not tell.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>Energy that the vehicle at a charger still needs, kWh; 0 without a vehicle, null for chargers that do not know.</summary>
    public double? NeededKwh { get; init; }

    /// <summary>
    /// <see cref="NeededKwh"/> is the least that its owner wants by the departure: the vehicle takes more where it can, so that the need does not say when it ends.
    /// </summary>
    internal bool IsNeedLeast { get; init; }

    /// <summary>
    /// What it is taken to use where <see cref="PowerKw"/> is a difference of readings of other moments; null where that is its power.
    /// </summary>
    internal double? SteadyKw { get; init; }

    /// <summary>How the real device does; null for a simulated one.</summary>
    internal DeviceStatus? Device { get; init; }
}

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

    /// <summary>Photovoltaic generation.</summary>
    public const string Pv = "pv";
}
