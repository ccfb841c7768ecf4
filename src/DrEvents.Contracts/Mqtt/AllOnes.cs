using System.Collections.Frozen;

namespace DrEvents.Contracts.Mqtt;

/// <summary>
/// What a register without a value holds: all of its bits are ones, read with or without a sign. Devices send it in any scale: 65535,
/// 655.35, 2147483.647.
/// </summary>
public static class AllOnes
{
    private const int ScalesMax = 6;

    /// <summary>No single load, and nearly no home, comes near it, kW.</summary>
    private const double SurelyFromKw = 100;

    private static readonly FrozenSet<float> Values = Enumerable
        .Range(0, ScalesMax + 1)
        .SelectMany(scale =>
            new long[] { short.MaxValue, ushort.MaxValue, 0x7F_FFFF, 0xFF_FFFF, int.MaxValue, uint.MaxValue }.Select(ones =>
                (float)(ones / Math.Pow(10, scale))
            )
        )
        .ToFrozenSet();

    /// <summary>Whether a number is such a value, to the seven digits of a float. Small ones may be measured: 32.767 kW is a power too.</summary>
    public static bool Is(double number) => Values.Contains((float)Math.Abs(number));

    /// <summary>Whether a power is such a value, and too high for a load, kW.</summary>
    public static bool IsSurely(double kw) => Math.Abs(kw) >= SurelyFromKw && Is(kw);
}
