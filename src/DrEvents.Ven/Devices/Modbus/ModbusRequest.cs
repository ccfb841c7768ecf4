using System.Buffers.Binary;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>
/// One request of Modbus (application protocol 1.1b3) and what has to be true of its answer. Of each function that is used here the length of
/// the answer is known beforehand.
/// </summary>
internal sealed class ModbusRequest
{
    /// <summary>Most registers that one request reads.</summary>
    public const int ReadMax = 125;

    /// <summary>Most registers that one request writes.</summary>
    public const int WriteMax = 123;

    private const int BitsMax = 2000;
    private const byte ExceptionBit = 0x80;

    private ModbusRequest(byte unit, byte[] pdu, int answerLength)
    {
        Unit = unit;
        Pdu = pdu;
        AnswerLength = answerLength;
    }

    /// <summary>The device on the line.</summary>
    public byte Unit { get; }

    /// <summary>Function and data.</summary>
    public byte[] Pdu { get; }

    /// <summary>Bytes of an answer that is no exception: function and data.</summary>
    public int AnswerLength { get; }

    /// <summary>The function.</summary>
    public byte Function => Pdu[0];

    private bool IsRead => Function <= 4;

    private ushort Address => BinaryPrimitives.ReadUInt16BigEndian(Pdu.AsSpan(1));

    /// <summary>Reads registers or bits.</summary>
    public static ModbusRequest Read(byte unit, ModbusTable table, ushort address, int count)
    {
        var isBits = table is ModbusTable.Coil or ModbusTable.Discrete;
        ArgumentOutOfRangeException.ThrowIfNotEqual(count >= 1 && count <= (isBits ? BitsMax : ReadMax), true, nameof(count));
        return new ModbusRequest(unit, Five((byte)table, address, (ushort)count), 2 + (isBits ? (count + 7) / 8 : 2 * count));
    }

    /// <summary>Writes one register (function 6).</summary>
    public static ModbusRequest WriteOne(byte unit, ushort address, ushort value) => new(unit, Five(6, address, value), 5);

    /// <summary>Switches one coil (function 5).</summary>
    public static ModbusRequest WriteCoil(byte unit, ushort address, bool isOn) =>
        new(unit, Five(5, address, isOn ? (ushort)0xFF00 : (ushort)0), 5);

    /// <summary>Writes registers that follow each other (function 16).</summary>
    public static ModbusRequest Write(byte unit, ushort address, ReadOnlySpan<ushort> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length is >= 1 and <= WriteMax, true, nameof(values));
        var pdu = new byte[6 + (2 * values.Length)];
        Five(16, address, (ushort)values.Length).CopyTo(pdu, 0);
        pdu[5] = (byte)(2 * values.Length);
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(6 + (2 * i)), values[i]);
        return new ModbusRequest(unit, pdu, 5);
    }

    /// <summary>Whether bytes can be the beginning of an answer to this, as far as they are there.</summary>
    public bool MayBegin(ReadOnlySpan<byte> pdu) =>
        pdu.Length == 0
        || pdu[0] == (Function | ExceptionBit)
        || (pdu[0] == Function && (pdu.Length < 2 || !IsRead || pdu[1] == AnswerLength - 2));

    /// <summary>Bytes of the answer that begins like this, function and data.</summary>
    public int LengthOf(byte function) => (function & ExceptionBit) != 0 ? 2 : AnswerLength;

    /// <summary>The data of an answer; for a write none. It fails where the answer is an exception or is none to this request.</summary>
    public ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> answer)
    {
        if (answer.Length == 2 && answer[0] == (Function | ExceptionBit))
            throw Refusal(answer[1]);
        if (answer.Length != AnswerLength || !MayBegin(answer))
            throw new DeviceException(DeviceState.Unreachable, $"{Say()}: the answer is none to it ({answer.Length} bytes)");
        if (IsRead)
            return answer[2..];
        if (!answer.SequenceEqual(Pdu.AsSpan(0, 5)))
            throw new DeviceException(DeviceState.Unreachable, $"{Say()}: the answer is about another write");
        return [];
    }

    /// <summary>What is asked, for people.</summary>
    public string Say()
    {
        var what = Function switch
        {
            1 or 2 => "reading bits at",
            3 => "reading holding registers at",
            4 => "reading input registers at",
            5 => "switching coil",
            _ => "writing register",
        };
        return $"unit {Unit}, {what} {Address}";
    }

    private static byte[] Five(byte function, ushort first, ushort second)
    {
        var pdu = new byte[5];
        pdu[0] = function;
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(1), first);
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(3), second);
        return pdu;
    }

    private DeviceException Refusal(byte code)
    {
        var name = code switch
        {
            1 => "illegal function",
            2 => "illegal data address",
            3 => "illegal data value",
            4 => "device failure",
            5 => "acknowledged, still at work",
            6 => "busy",
            8 => "memory parity error",
            10 => "gateway has no path",
            11 => "gateway's device does not answer",
            _ => "unknown exception",
        };
        // Of 10 and 11 the gateway speaks: the device itself has said nothing.
        var state = code is 10 or 11 ? DeviceState.Unreachable : DeviceState.Refused;
        return new DeviceException(state, $"{Say()}: {name} (exception {code})");
    }
}
