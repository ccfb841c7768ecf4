namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>What a unit of a map measures.</summary>
internal enum Quantity
{
    /// <summary>Power, kW.</summary>
    Power,

    /// <summary>Energy, kWh.</summary>
    Energy,

    /// <summary>Current, A.</summary>
    Current,

    /// <summary>Share, %.</summary>
    Share,

    /// <summary>Temperature, °C.</summary>
    Temperature,

    /// <summary>Time, s.</summary>
    Time,

    /// <summary>A number or a text.</summary>
    None,
}

/// <summary>A unit as maps write it, and how much of it is one of ours.</summary>
/// <param name="Quantity">What it measures.</param>
/// <param name="Factor">One of the unit in kW, kWh, A, %, °C or s.</param>
internal readonly record struct RegisterUnit(Quantity Quantity, double Factor)
{
    /// <summary>All that a map may write.</summary>
    public static IReadOnlyDictionary<string, RegisterUnit> All { get; } =
        new Dictionary<string, RegisterUnit>(StringComparer.Ordinal)
        {
            ["mW"] = new(Quantity.Power, 1e-6),
            ["W"] = new(Quantity.Power, 1e-3),
            ["kW"] = new(Quantity.Power, 1),
            ["MW"] = new(Quantity.Power, 1e3),
            ["Wh"] = new(Quantity.Energy, 1e-3),
            ["kWh"] = new(Quantity.Energy, 1),
            ["MWh"] = new(Quantity.Energy, 1e3),
            ["mA"] = new(Quantity.Current, 1e-3),
            ["A"] = new(Quantity.Current, 1),
            ["%"] = new(Quantity.Share, 1),
            ["°C"] = new(Quantity.Temperature, 1),
            ["ms"] = new(Quantity.Time, 1e-3),
            ["s"] = new(Quantity.Time, 1),
            ["min"] = new(Quantity.Time, 60),
            ["1"] = new(Quantity.None, 1),
        };
}
