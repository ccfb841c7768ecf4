namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>How a device is limited, and nothing else of it is ever written.</summary>
/// <param name="Writes">Registers that may be written, and with what.</param>
/// <param name="Set">What is written to set a limit, in this order.</param>
/// <param name="Clear">What is written to take it away.</param>
internal sealed record MapLimit(IReadOnlyList<WriteGroup> Writes, IReadOnlyList<MapWrite> Set, IReadOnlyList<MapWrite> Clear)
{
    /// <summary>Least time between two writings.</summary>
    public TimeSpan LeastInterval { get; init; }

    /// <summary>Most writes a day that the device's memory bears; null where writing wears nothing out.</summary>
    public int? WritesADayMax { get; init; }

    /// <summary>Once free, the device stays so for so long.</summary>
    public TimeSpan LeastOn { get; init; }

    /// <summary>Once limited, it stays so for so long.</summary>
    public TimeSpan LeastOff { get; init; }

    /// <summary>Longest that the device bears a limit; null for ever.</summary>
    public TimeSpan? Longest { get; init; }

    /// <summary>What is written as the limit; null for a device that is only switched.</summary>
    public MapWrite? Value => Set.FirstOrDefault(w => w.What == Written.Limit);

    /// <summary>Whether the device forgets the limit by a timer of its own.</summary>
    public bool HasTimer => TimerMax is not null;

    /// <summary>Most that the device's timer can be set to; null where it has none.</summary>
    public TimeSpan? TimerMax =>
        Set.FirstOrDefault(w => w.What == Written.Timer) is { } timer
            ? TimeSpan.FromSeconds(Math.Min(timer.Max * timer.Register.Unit.Factor, TimeSpan.FromDays(365).TotalSeconds))
            : null;
}

/// <summary>What a write puts into its register.</summary>
internal enum Written
{
    /// <summary>Always the same raw value.</summary>
    Constant,

    /// <summary>The limit.</summary>
    Limit,

    /// <summary>After how long the device forgets it.</summary>
    Timer,
}

/// <summary>One write of a limit.</summary>
/// <param name="Register">Where.</param>
/// <param name="What">What.</param>
/// <param name="Constant">The raw value of a constant.</param>
/// <param name="Min">Least limit or timer, in the register's unit.</param>
/// <param name="Max">Most limit or timer, in the register's unit.</param>
internal sealed record MapWrite(MapRegister Register, Written What, double Constant, double Min, double Max)
{
    /// <summary>Raw value for a limit below <paramref name="Min"/>; null for a device that cannot be switched off by its limit.</summary>
    public double? Off { get; init; }

    /// <summary>The device does not tell what was written.</summary>
    public bool IsWriteOnly { get; init; }

    /// <summary>The raw value of something in the register's unit, held between its bounds; never above what was asked.</summary>
    public double RawOf(double value)
    {
        var raw = Math.Clamp(value, Min, Max) / Register.Scale;
        return Register.Type == RegisterType.F32 ? (float)raw : Math.Floor(raw + 1e-9);
    }
}
