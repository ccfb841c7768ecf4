using DrEvents.Ven.Devices.Modbus.Lines;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>Where a device on a Modbus line is: the fields that <c>modbus</c> and <c>sunspec</c> have in common.</summary>
/// <param name="Address">The line.</param>
/// <param name="Unit">The device on it.</param>
/// <param name="AnswerTimeout">Longest wait for one answer.</param>
internal sealed record ModbusFields(LineAddress Address, byte Unit, TimeSpan AnswerTimeout)
{
    /// <summary>Reads them; null where the address is wrong.</summary>
    public static ModbusFields? Read(StrictFields fields)
    {
        var text = fields.Text("address");
        var address = LineAddress.Parse(text);
        if (address is null && text.Length > 0)
            fields.Fail("address", $"'{text}' is none of {LineAddress.Forms}");
        var unit = fields.Whole("unit", 1, 0, 255);
        // On a serial line 0 speaks to all, and above 247 nobody lives.
        if (address is { IsRtu: true } && unit is 0 or > 247)
            fields.Fail("unit", $"{unit} is no number from 1 to 247");
        var timeoutS = fields.Number("timeoutS", 1, 0.1, 10);
        return address is null ? null : new ModbusFields(address, (byte)unit, TimeSpan.FromSeconds(timeoutS));
    }

    /// <summary>The device.</summary>
    public ModbusUnit Open(ModbusConnections connections, TimeProvider time) => new(connections, Address, Unit, AnswerTimeout, time);
}
