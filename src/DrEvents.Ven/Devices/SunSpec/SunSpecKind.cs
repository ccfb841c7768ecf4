using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>Inverters, batteries and meters that describe themselves: <c>kind: sunspec</c>.</summary>
/// <param name="connections">Lines are shared with what else speaks Modbus.</param>
internal sealed class SunSpecKind(ModbusConnections connections) : IDeviceKind
{
    /// <inheritdoc />
    public string Name => "sunspec";

    /// <inheritdoc />
    public Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load)
    {
        var where = ModbusFields.Read(fields);
        if (load.Type is not (LoadTypes.Pv or LoadTypes.Battery))
            fields.Fail("kind", $"a load of type '{load.Type}' is no sunspec: pv and battery are, and the home's meter");
        return context => new SunSpecDriver(
            new SunSpecDevice(where!.Open(connections, context.Time)),
            load.Type == LoadTypes.Battery,
            load.RatedKw,
            context.Time
        );
    }

    /// <inheritdoc />
    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields)
    {
        var where = ModbusFields.Read(fields);
        var isInverted = fields.Flag("isInverted");
        return context => new SunSpecMeter(new SunSpecDevice(where!.Open(connections, context.Time)), isInverted);
    }
}
