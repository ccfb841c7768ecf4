using System.Buffers.Binary;
using System.Net.Sockets;

namespace DrEvents.Ven.Benchmarks.Devices;

/// <summary>A wall box with the registers of a Heidelberg Energy Control.</summary>
internal sealed class RegisterBox(Moves moves) : TcpDevice
{
    public const string Name = "box";

    private const int LimitAt = 261;
    private const int FailsafeAt = 262;
    private const int StateAt = 5;
    private const ushort Charging = 7;
    private const int PowerAt = 14;
    private const ushort Free = 160;
    private const byte ReadHolding = 3;
    private const byte ReadInput = 4;
    private const byte WriteOne = 6;

    private readonly ushort[] _holding = Registers(300, (LimitAt, Free), (FailsafeAt, Free));
    private readonly ushort[] _input = Registers(20, (StateAt, Charging));

    /// <summary>What it draws now.</summary>
    public double PowerKw => Math.Min(7.5, _holding[LimitAt] * 0.069);

    protected override async Task TalkAsync(NetworkStream stream, CancellationToken end)
    {
        var frame = new byte[12];
        while (await stream.ReadAtLeastAsync(frame, frame.Length, throwOnEndOfStream: false, end) == frame.Length)
            await stream.WriteAsync(Answer(frame), end);
    }

    private byte[] Answer(byte[] frame)
    {
        var (at, value) = (BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(8)), BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(10)));
        if (frame[7] == WriteOne)
        {
            _holding[at] = value;
            if (at == LimitAt)
                moves.Note(Name, value != Free);
            return frame;
        }
        if (frame[7] is not (ReadHolding or ReadInput))
            return [.. frame[..4], 0, 3, frame[6], (byte)(frame[7] | 0x80), 1];
        _input[PowerAt] = (ushort)(1000 * PowerKw);
        var registers = (frame[7] == ReadHolding ? _holding : _input).AsSpan(at, value);
        var answer = new byte[9 + (2 * value)];
        frame.AsSpan(0, 8).CopyTo(answer);
        (answer[5], answer[8]) = ((byte)(3 + (2 * value)), (byte)(2 * value));
        for (var i = 0; i < value; i++)
            BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(9 + (2 * i)), registers[i]);
        return answer;
    }

    private static ushort[] Registers(int count, params (int At, ushort Value)[] values)
    {
        var registers = new ushort[count];
        foreach (var (at, value) in values)
            registers[at] = value;
        return registers;
    }
}
