using System.Buffers.Binary;

namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>A value of a device: where it is and how it is written there.</summary>
/// <param name="Table">The table.</param>
/// <param name="Address">Its first register, as it goes over the line: counted from 0.</param>
/// <param name="Type">How registers hold it.</param>
/// <param name="Unit">What a value of 1 after scaling is.</param>
internal sealed record MapRegister(ModbusTable Table, int Address, RegisterType Type, RegisterUnit Unit)
{
    /// <summary>The register that comes first holds the lowest bits.</summary>
    public bool IsLowWordFirst { get; init; }

    /// <summary>The byte that comes first in a register holds the lowest bits.</summary>
    public bool IsLowByteFirst { get; init; }

    /// <summary>One of the raw value in the unit.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>A register whose signed value is the power of ten of a further scale; null where there is none.</summary>
    public int? ScaleRegister { get; init; }

    /// <summary>Raw values that say "not implemented".</summary>
    public IReadOnlyList<double> Sentinels { get; init; } = [];

    /// <summary>Raw values that mean "on", for a switch.</summary>
    public IReadOnlyList<double> On { get; init; } = [];

    /// <summary>How many registers it takes.</summary>
    public int Count =>
        Type switch
        {
            RegisterType.S32 or RegisterType.U32 or RegisterType.F32 => 2,
            RegisterType.S64 or RegisterType.U64 => 4,
            _ => 1,
        };

    /// <summary>Most and least that the type can hold as a raw value.</summary>
    public (double Min, double Max) Range =>
        Type switch
        {
            RegisterType.S16 => (short.MinValue, short.MaxValue),
            RegisterType.U16 => (0, ushort.MaxValue),
            RegisterType.S32 => (int.MinValue, int.MaxValue),
            RegisterType.U32 => (0, uint.MaxValue),
            RegisterType.S64 => (-9e15, 9e15),
            RegisterType.U64 => (0, 9e15),
            RegisterType.F32 => (-1e12, 1e12),
            _ => (0, 1),
        };

    /// <summary>The raw value; null where the device says that it has none.</summary>
    public double? RawOf(ReadOnlySpan<ushort> registers)
    {
        Span<byte> bytes = stackalloc byte[8];
        var used = bytes[..(2 * Count)];
        for (var i = 0; i < Count; i++)
        {
            var value = registers[IsLowWordFirst ? Count - 1 - i : i];
            BinaryPrimitives.WriteUInt16BigEndian(used[(2 * i)..], IsLowByteFirst ? BinaryPrimitives.ReverseEndianness(value) : value);
        }
        // With one double among them all are; without, the compiler takes them for single precision.
        var raw = Type switch
        {
            RegisterType.S16 => (double)BinaryPrimitives.ReadInt16BigEndian(used),
            RegisterType.S32 => BinaryPrimitives.ReadInt32BigEndian(used),
            RegisterType.U32 => BinaryPrimitives.ReadUInt32BigEndian(used),
            RegisterType.S64 => BinaryPrimitives.ReadInt64BigEndian(used),
            RegisterType.U64 => BinaryPrimitives.ReadUInt64BigEndian(used),
            RegisterType.F32 => BinaryPrimitives.ReadSingleBigEndian(used),
            _ => BinaryPrimitives.ReadUInt16BigEndian(used),
        };
        return double.IsFinite(raw) && !Sentinels.Contains(raw) ? raw : null;
    }

    /// <summary>The registers that hold a raw value.</summary>
    public ushort[] RegistersOf(double raw)
    {
        Span<byte> bytes = stackalloc byte[2 * Count];
        switch (Type)
        {
            case RegisterType.S16:
                BinaryPrimitives.WriteInt16BigEndian(bytes, (short)raw);
                break;
            case RegisterType.S32:
                BinaryPrimitives.WriteInt32BigEndian(bytes, (int)raw);
                break;
            case RegisterType.U32:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)raw);
                break;
            case RegisterType.S64:
                BinaryPrimitives.WriteInt64BigEndian(bytes, (long)raw);
                break;
            case RegisterType.U64:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)raw);
                break;
            case RegisterType.F32:
                BinaryPrimitives.WriteSingleBigEndian(bytes, (float)raw);
                break;
            default:
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)raw);
                break;
        }
        var registers = new ushort[Count];
        for (var i = 0; i < Count; i++)
        {
            var value = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
            registers[IsLowWordFirst ? Count - 1 - i : i] = IsLowByteFirst ? BinaryPrimitives.ReverseEndianness(value) : value;
        }
        return registers;
    }
}
