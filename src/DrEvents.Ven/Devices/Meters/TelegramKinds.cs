using DrEvents.Ven.Devices.Modbus.Lines;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Meters;

/// <summary>Smart meters with a P1 port: <c>kind: dsmr</c>.</summary>
internal sealed class DsmrKind : IDeviceKind
{
    /// <inheritdoc />
    public string Name => "dsmr";

    /// <inheritdoc />
    public Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load) => null;

    /// <inheritdoc />
    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields) => TelegramFields.Read(fields, new DsmrForm());
}

/// <summary>Smart meters with an SML interface: <c>kind: sml</c>.</summary>
internal sealed class SmlKind : IDeviceKind
{
    /// <inheritdoc />
    public string Name => "sml";

    /// <inheritdoc />
    public Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load) => null;

    /// <inheritdoc />
    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields) =>
        TelegramFields.Read(fields, new SmlForm(fields.Flag("signInStatus")));
}

/// <summary>The fields that meters of telegrams have in common.</summary>
internal static class TelegramFields
{
    /// <summary>Reads them.</summary>
    public static Func<DeviceContext, IMeterDriver> Read(StrictFields fields, ITelegramForm form)
    {
        var text = fields.Text("address");
        var address = LineAddress.Parse(text);
        if (text.Length > 0 && (address is null || text.StartsWith("rtu", StringComparison.Ordinal)))
            fields.Fail("address", $"'{text}' is neither tcp://host:port nor serial:/dev/ttyUSB0:115200:8N1");
        var intervalS = fields.Number("intervalS", 1, 0.5, 60);
        return context => new TelegramMeter(address!.Line, form, TimeSpan.FromSeconds(intervalS), context.Time);
    }
}
