using DrEvents.Ven.Devices.Modbus.Maps;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>Devices with a register map: <c>kind: modbus</c>.</summary>
/// <param name="connections">Lines are shared with what else speaks Modbus.</param>
internal sealed class ModbusKind(ModbusConnections connections) : IDeviceKind
{
    /// <inheritdoc />
    public string Name => "modbus";

    /// <inheritdoc />
    public Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load)
    {
        var where = ModbusFields.Read(fields);
        var map = ReadMap(fields);
        var phases = fields.Whole("phases", map?.Phases ?? 1, 1, 3);
        return context => new ModbusDriver(map!, new MapPower(load.RatedKw, phases), where!.Open(connections, context.Time), context.Time);
    }

    /// <inheritdoc />
    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields)
    {
        var where = ModbusFields.Read(fields);
        var map = ReadMap(fields);
        if (map is not null && !map.Values.Keys.Any(v => v is MapValues.Power or MapValues.L1))
            fields.Fail("map", $"'{map.Name}' tells no power");
        var isInverted = fields.Flag("isInverted");
        return context => new ModbusMeter(map!, where!.Open(connections, context.Time), isInverted);
    }

    private static RegisterMap? ReadMap(StrictFields fields)
    {
        var name = fields.Text("map");
        if (name.Length == 0)
            return null;
        var (map, errors) = ShippedMaps.Find(name);
        foreach (var error in errors)
            fields.Fail("map", error);
        return map;
    }
}
