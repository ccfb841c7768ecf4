using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Pulses;

/// <summary>Meters with a pulse output (S0, IEC 62053-31) at a line of the box: <c>kind: pulse</c>.</summary>
internal sealed class PulseKind(Func<PulseLine, Action, IDisposable> listen) : IDeviceKind
{
    private const int ChipMax = 15;
    private const int LineMax = 1_023;
    private const string Rising = "rising";
    private const string Falling = "falling";

    /// <summary>Over the lines of this machine.</summary>
    public PulseKind()
        : this((line, pulse) => new GpioPulses(line, pulse)) { }

    /// <inheritdoc />
    public string Name => "pulse";

    /// <inheritdoc />
    public Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load) => null;

    /// <inheritdoc />
    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields)
    {
        var chip = fields.Whole("chip", 0, 0, ChipMax);
        foreach (var name in (string[])["line", "pulsesPerKwh"])
            if (!fields.Has(name))
                fields.Fail(
                    name,
                    name == "line" ? "missing: the number of the line at the chip" : "missing: it is printed on the meter, as imp/kWh"
                );
        var line = fields.Whole("line", 0, 0, LineMax);
        var pulsesPerKwh = fields.Number("pulsesPerKwh", 1_000, 1, 100_000);
        var edge = fields.TextOrNone("edge") ?? Falling;
        if (edge is not (Rising or Falling))
            fields.Fail("edge", $"'{edge}' is none of {Falling}, {Rising}");
        return context => new PulseMeter(pulse => listen(new PulseLine(chip, line, edge == Rising), pulse), pulsesPerKwh, context.Time);
    }
}

/// <summary>A line of the box, and which edge begins a pulse.</summary>
internal sealed record PulseLine(int Chip, int Line, bool IsRising);
