using System.Buffers.Binary;

namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>How SunSpec writes a point (SunSpec Information Model Specification).</summary>
internal enum SunSpecType
{
    S16,
    U16,
    S32,
    U32,
    U64,

    /// <summary>A counter of 32 bits; 0 where it is not implemented.</summary>
    Acc32,

    /// <summary>An enumeration or bits.</summary>
    Enum16,

    /// <summary>The power of ten of other points.</summary>
    Scale,

    /// <summary>A text.</summary>
    Text,
}

/// <summary>A point of a model.</summary>
/// <param name="Name">SunSpec's name of it.</param>
/// <param name="Type">How it is written.</param>
/// <param name="Offset">Registers from the model's ID.</param>
/// <param name="Count">Registers that it takes.</param>
/// <param name="ScaleName">The point with its power of ten; null where it has none.</param>
/// <param name="IsWritable">Whether the VEN ever writes it. Everything else of a device is left alone.</param>
internal sealed record SunSpecPoint(string Name, SunSpecType Type, int Offset, int Count, string? ScaleName, bool IsWritable)
{
    /// <summary>Least and most that it can hold, without the value that says "not implemented".</summary>
    public (double Min, double Max) Range =>
        Type switch
        {
            SunSpecType.S16 => (-short.MaxValue, short.MaxValue),
            SunSpecType.S32 => (-int.MaxValue, int.MaxValue),
            SunSpecType.U32 => (0, uint.MaxValue - 1),
            _ => (0, ushort.MaxValue - 1),
        };

    /// <summary>The number in registers; null where it is not implemented.</summary>
    public double? NumberOf(ReadOnlySpan<ushort> registers)
    {
        ulong bits = 0;
        foreach (var register in registers)
            bits = (bits << 16) | register;
        return Type switch
        {
            SunSpecType.S16 => bits == 0x8000 ? null : (short)bits,
            // The specification names powers from -10 to 10; another is none.
            SunSpecType.Scale => (short)bits is >= -10 and <= 10 ? (short)bits : null,
            SunSpecType.S32 => bits == 0x8000_0000 ? null : (int)bits,
            SunSpecType.U32 => bits == 0xFFFF_FFFF ? null : bits,
            SunSpecType.U64 => bits == ulong.MaxValue ? null : bits,
            SunSpecType.Acc32 => bits == 0 ? null : bits,
            _ => bits == 0xFFFF ? null : bits,
        };
    }

    /// <summary>The registers that hold a number.</summary>
    public ushort[] RegistersOf(double raw)
    {
        if (Count == 1)
            return [unchecked((ushort)(int)raw)];
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked((uint)(long)raw));
        return [BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])];
    }
}
