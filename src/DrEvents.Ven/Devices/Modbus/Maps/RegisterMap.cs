namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>What a device of one model has in its registers: data, read from a JSON file (ops/docs/modbus.md).</summary>
/// <param name="Name">The model, for people.</param>
/// <param name="Reads">Registers that are read at one go. Every value lies in one of them.</param>
/// <param name="Values">What the device tells, by the names of <see cref="MapValues"/>.</param>
/// <param name="Limit">How it is limited; null for what is only read.</param>
internal sealed record RegisterMap(
    string Name,
    IReadOnlyList<ReadGroup> Reads,
    IReadOnlyDictionary<string, MapRegister> Values,
    MapLimit? Limit
)
{
    /// <summary>How often it is read.</summary>
    public TimeSpan ReadInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Phases that it is connected to, where its limit is a current.</summary>
    public int Phases { get; init; } = 1;
}

/// <summary>Registers that one request reads.</summary>
internal readonly record struct ReadGroup(ModbusTable Table, int Address, int Count)
{
    /// <summary>Whether all of so many registers lie within.</summary>
    public bool Holds(ModbusTable table, int address, int count) =>
        table == Table && address >= Address && address + count <= Address + Count;
}

/// <summary>Registers that may be written at all, and the raw values that they may get.</summary>
/// <param name="IsSingle">Written by function 6, one by one, because the device has no function 16.</param>
internal readonly record struct WriteGroup(ModbusTable Table, int Address, int Count, double Min, double Max, bool IsSingle)
{
    /// <summary>Whether this raw value may be written there.</summary>
    public bool Allows(MapRegister register, double raw) =>
        register.Table == Table
        && register.Address >= Address
        && register.Address + register.Count <= Address + Count
        && raw >= Min
        && raw <= Max;
}

/// <summary>The names of values that a map can have.</summary>
internal static class MapValues
{
    public const string Power = "power";
    public const string L1 = "powerL1";
    public const string L2 = "powerL2";
    public const string L3 = "powerL3";
    public const string Import = "import";
    public const string Export = "export";
    public const string Wanted = "wanted";
    public const string IsOn = "isOn";
    public const string StateOfCharge = "stateOfCharge";
    public const string Temperature = "temperature";
    public const string Needed = "needed";

    /// <summary>Each with what its unit has to measure.</summary>
    public static IReadOnlyDictionary<string, Quantity> All { get; } =
        new Dictionary<string, Quantity>(StringComparer.Ordinal)
        {
            [Power] = Quantity.Power,
            [L1] = Quantity.Power,
            [L2] = Quantity.Power,
            [L3] = Quantity.Power,
            [Import] = Quantity.Energy,
            [Export] = Quantity.Energy,
            [Wanted] = Quantity.Power,
            [IsOn] = Quantity.None,
            [StateOfCharge] = Quantity.Share,
            [Temperature] = Quantity.Temperature,
            [Needed] = Quantity.Energy,
        };
}
