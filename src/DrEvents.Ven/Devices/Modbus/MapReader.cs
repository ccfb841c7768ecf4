using DrEvents.Ven.Devices.Modbus.Maps;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>What the registers of a device held at one moment, as its map reads them.</summary>
internal sealed class MapReader(RegisterMap map, ModbusUnit unit)
{
    private readonly List<(ReadGroup Group, ushort[] Registers)> _read = [];

    /// <summary>Reads all groups of the map.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        _read.Clear();
        foreach (var group in map.Reads)
            _read.Add((group, await unit.ReadAsync(group.Table, group.Address, group.Count, cancellation)));
    }

    /// <summary>A value in kW, kWh, % or °C; null where the map has none or the device says that it is not implemented.</summary>
    public double? Value(string name)
    {
        if (!map.Values.TryGetValue(name, out var register) || Raw(register) is not { } raw)
            return null;
        var scale = 1.0;
        if (register.ScaleRegister is { } address)
        {
            var power = (short)Registers(register.Table, address, 1)[0];
            if (power is < -10 or > 10)
                return null;
            scale = Math.Pow(10, power);
        }
        return raw * register.Scale * scale * register.Unit.Factor;
    }

    /// <summary>Whether a switch is on; null where the map has none.</summary>
    public bool? IsOn() =>
        map.Values.TryGetValue(MapValues.IsOn, out var register) && Raw(register) is { } raw
            ? (register.On.Count == 0 ? raw != 0 : register.On.Contains(raw))
            : null;

    /// <summary>The power of all phases, kW.</summary>
    public double? PowerKw()
    {
        if (map.Values.ContainsKey(MapValues.Power))
            return Value(MapValues.Power);
        double?[] phases = [Value(MapValues.L1), Value(MapValues.L2), Value(MapValues.L3)];
        return phases.Any(p => p is not null) ? phases.Sum(p => p ?? 0) : null;
    }

    private double? Raw(MapRegister register) => register.RawOf(Registers(register.Table, register.Address, register.Count));

    private ReadOnlySpan<ushort> Registers(ModbusTable table, int address, int count)
    {
        foreach (var (group, registers) in _read)
        {
            if (group.Holds(table, address, count))
                return registers.AsSpan(address - group.Address, count);
        }
        throw new InvalidOperationException($"Register {address} was not read.");
    }
}
