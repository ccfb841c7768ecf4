using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Relays;

/// <summary>
/// A relay at a line of the box, which switches a load, or the lock contact of a heat pump that is ready for the smart grid (SG Ready).
/// </summary>
internal sealed class RelayKind(Func<int, int, bool, IRelayLine> open) : IDeviceKind
{
    private const int ChipMax = 15;
    private const int LineMax = 1_023;
    private const string High = "high";
    private const string Low = "low";

    /// <summary>Over the lines of this machine.</summary>
    public RelayKind()
        : this((chip, line, isHigh) => new GpioLine(chip, line, isHigh)) { }

    public string Name => "relay";

    public Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load)
    {
        var chip = fields.Whole("chip", 0, 0, ChipMax);
        if (!fields.Has("line"))
            fields.Fail("line", "missing: the number of the line at the chip");
        var line = fields.Whole("line", 0, 0, LineMax);
        var shedLevel = fields.TextOrNone("shedLevel") ?? High;
        if (shedLevel is not (High or Low))
            fields.Fail("shedLevel", $"'{shedLevel}' is none of {High}, {Low}");
        var isSgReady = fields.Has("sgReady") && fields.Flag("sgReady");
        return context => new RelayDevice(
            isHigh => open(chip, line, isHigh),
            isShedHigh: shedLevel == High,
            load.RatedKw,
            isSgReady,
            context.Time
        );
    }

    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields) => null;
}

/// <summary>An output of the box. Calls come one at a time; what goes wrong is any exception.</summary>
internal interface IRelayLine : IDisposable
{
    /// <summary>Its level, read back.</summary>
    bool IsHigh { get; }

    /// <summary>Sets its level.</summary>
    void Set(bool isHigh);
}
