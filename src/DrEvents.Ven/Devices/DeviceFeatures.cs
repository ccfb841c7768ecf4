using System.Diagnostics.CodeAnalysis;

namespace DrEvents.Ven.Devices;

/// <summary>
/// Which kinds of device are in the program. A native build leaves a kind out by a property of the build (<c>-p:DeviceKindHttp=false</c>): what is
/// behind a switch that is off is trimmed.
/// </summary>
internal static class DeviceFeatures
{
    /// <summary>Devices that are told over HTTP.</summary>
    [FeatureSwitchDefinition("DrEvents.Ven.DeviceKinds.Http")]
    public static bool HasHttp => IsOn("DrEvents.Ven.DeviceKinds.Http");

    /// <summary>Devices that are told over the home's own MQTT broker.</summary>
    [FeatureSwitchDefinition("DrEvents.Ven.DeviceKinds.Mqtt")]
    public static bool HasMqtt => IsOn("DrEvents.Ven.DeviceKinds.Mqtt");

    /// <summary>Chargers that connect by OCPP.</summary>
    [FeatureSwitchDefinition("DrEvents.Ven.DeviceKinds.Ocpp")]
    public static bool HasOcpp => IsOn("DrEvents.Ven.DeviceKinds.Ocpp");

    /// <summary>Devices with registers of Modbus, those that speak SunSpec among them.</summary>
    [FeatureSwitchDefinition("DrEvents.Ven.DeviceKinds.Modbus")]
    public static bool HasModbus => IsOn("DrEvents.Ven.DeviceKinds.Modbus");

    /// <summary>Relays and pulses at lines of the box.</summary>
    [FeatureSwitchDefinition("DrEvents.Ven.DeviceKinds.Relay")]
    public static bool HasRelay => IsOn("DrEvents.Ven.DeviceKinds.Relay");

    /// <summary>Smart meters that send telegrams by themselves.</summary>
    [FeatureSwitchDefinition("DrEvents.Ven.DeviceKinds.SmartMeter")]
    public static bool HasSmartMeter => IsOn("DrEvents.Ven.DeviceKinds.SmartMeter");

    private static bool IsOn(string name) => !AppContext.TryGetSwitch(name, out var isOn) || isOn;
}
