using DrEvents.Ven.Devices.Modbus.Maps;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>Turns kW into what a device's limit is written in, and back: power, current of so many phases at 230 V, or share of the rated power.</summary>
/// <param name="RatedKw">Most that the load can use, kW.</param>
/// <param name="Phases">Phases that it is connected to.</param>
internal sealed record MapPower(double RatedKw, int Phases)
{
    private const double Volts = 230;

    /// <summary>The raw value of a limit: what switches it off below its least, its most above.</summary>
    public double RawOf(MapWrite write, double kw)
    {
        var value = kw / KwOfOne(write);
        return value < write.Min && write.Off is { } off ? off : write.RawOf(value);
    }

    /// <summary>The kW of a raw value.</summary>
    public double KwOf(MapWrite write, double raw) => raw == write.Off ? 0 : raw * write.Register.Scale * KwOfOne(write);

    /// <summary>Least power that a limit leaves, kW.</summary>
    public double LeastKw(MapWrite write) => write.Min * KwOfOne(write);

    /// <summary>The smallest step of a limit, kW.</summary>
    public double StepKw(MapWrite write) => Math.Abs(write.Register.Scale) * KwOfOne(write);

    private double KwOfOne(MapWrite write)
    {
        var unit = write.Register.Unit;
        return unit.Quantity switch
        {
            Quantity.Current => unit.Factor * Volts * Phases / 1000,
            Quantity.Share => unit.Factor * RatedKw / 100,
            _ => unit.Factor,
        };
    }
}
