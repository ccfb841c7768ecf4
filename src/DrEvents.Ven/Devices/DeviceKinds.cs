using DrEvents.Ven.Devices.Http;
using DrEvents.Ven.Devices.LocalMqtt;
using DrEvents.Ven.Devices.Meters;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Ocpp;
using DrEvents.Ven.Devices.Ocpp.Security;
using DrEvents.Ven.Devices.Pulses;
using DrEvents.Ven.Devices.Relays;
using DrEvents.Ven.Devices.SunSpec;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices;

/// <summary>
/// The kinds of device that this build knows, for one home: what devices of a kind share, as a connection to the home's broker, is the kind's.
/// </summary>
internal sealed class DeviceKinds
{
    private readonly IReadOnlyList<IDeviceKind> _kinds;

    /// <summary>All that were not left out of the build.</summary>
    public DeviceKinds()
        : this([
            .. DeviceFeatures.HasHttp ? [new HttpKind()] : Array.Empty<IDeviceKind>(),
            .. DeviceFeatures.HasMqtt ? [new MqttKind()] : Array.Empty<IDeviceKind>(),
            .. DeviceFeatures.HasOcpp ? [new OcppKind()] : Array.Empty<IDeviceKind>(),
            .. DeviceFeatures.HasModbus ? ModbusKinds() : [],
            .. DeviceFeatures.HasRelay ? [new RelayKind(), new PulseKind()] : Array.Empty<IDeviceKind>(),
            .. DeviceFeatures.HasSmartMeter ? [new DsmrKind(), new SmlKind()] : Array.Empty<IDeviceKind>(),
        ]) { }

    /// <summary>These.</summary>
    public DeviceKinds(IReadOnlyList<IDeviceKind> kinds) => _kinds = kinds;

    /// <summary>What builds a load with the driver that its fields name.</summary>
    public Func<DeviceContext, ILoad> ReadDevice(StrictFields load, LoadDescription description)
    {
        var rules = new DeviceRules(
            TimeSpan.FromMinutes(load.Number("leastOnMinutes", 0, 0, 120)),
            TimeSpan.FromMinutes(load.Number("leastOffMinutes", 0, 0, 120)),
            load.Has("writesADayMax") ? load.Whole("writesADayMax", 0, 10, 100_000) : null
        );
        var driver = load.Object("driver");
        var build = Read(driver, (kind, fields) => kind.ReadDevice(fields, description), "drives no load");
        return context => new DeviceLoad(description, build!(context), rules, context);
    }

    /// <summary>What builds the reader of the home's meter.</summary>
    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields meter) =>
        Read(meter, (kind, fields) => kind.ReadMeter(fields), "is no meter");

    /// <summary>Where Home Assistant listens, at a broker that devices may share.</summary>
    public HomeAssistantSettings? ReadHomeAssistant(StrictFields fields)
    {
        if (_kinds.OfType<MqttKind>().FirstOrDefault() is not { } mqtt)
        {
            fields.Fail("broker", "devices over MQTT were left out of this build");
            return null;
        }
        var settings = new HomeAssistantSettings(mqtt.Broker(fields.Object("broker")), fields.TextOrNone("prefix") ?? "homeassistant");
        fields.EndOfFields();
        return settings;
    }

    /// <summary>Chargers that connected and that no load names; null where no load of this context is a charger.</summary>
    public IReadOnlyList<Stranger>? StrangersOf(DeviceContext context) =>
        _kinds.OfType<OcppKind>().FirstOrDefault(o => o.HasPort(context))?.StrangersOf(context);

    /// <summary>Both share the lines.</summary>
    private static IDeviceKind[] ModbusKinds()
    {
        var connections = new ModbusConnections();
        return [new ModbusKind(connections), new SunSpecKind(connections)];
    }

    private T? Read<T>(StrictFields fields, Func<IDeviceKind, StrictFields, T?> read, string isNone)
        where T : class
    {
        var name = fields.Text("kind");
        if (name.Length == 0)
            return null;
        if (_kinds.FirstOrDefault(k => k.Name == name) is not { } kind)
        {
            fields.Fail("kind", $"'{name}' is none of {string.Join(", ", _kinds.Select(k => k.Name))}");
            return null;
        }
        var before = fields.ErrorCount;
        var built = read(kind, fields);
        if (built is null && fields.ErrorCount == before)
            fields.Fail("kind", $"'{name}' {isNone}");
        fields.EndOfFields();
        return built;
    }
}
