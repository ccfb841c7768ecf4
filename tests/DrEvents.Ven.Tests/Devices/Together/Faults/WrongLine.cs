using System.Buffers.Binary;
using System.Net.Sockets;
using DrEvents.Ven.Devices.Modbus.Lines;
using DrEvents.Ven.Tests.Devices.Modbus;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A socket of Modbus over which one device or several are asked: Modbus TCP, or frames of RTU through a serial server.</summary>
internal sealed class WrongLine : IAsyncDisposable
{
    private const byte WriteMany = 16;
    private const byte WriteCoils = 15;

    private readonly bool _isRtu;
    private readonly FakeDevice _device;
    private readonly Dictionary<byte, WrongRegisters> _units = [];
    private CancellationTokenSource _others = new();
    private bool _isOver;

    /// <summary>A line of its own kind.</summary>
    public WrongLine(bool isRtu)
    {
        _isRtu = isRtu;
        _device = new FakeDevice(TalkAsync);
    }

    /// <summary>How a home's file names it.</summary>
    public string Address => $"{(_isRtu ? "rtu+tcp" : "tcp")}://127.0.0.1:{_device.Port}";

    /// <summary>Whether several devices are on it: then none of them ends the connection by being away.</summary>
    public bool IsShared => _units.Count > 1;

    /// <summary>The devices on it.</summary>
    public IReadOnlyCollection<WrongRegisters> Units => _units.Values;

    /// <summary>Puts a device on it.</summary>
    public void Add(byte unit, WrongRegisters device) => _units.Add(unit, device);

    /// <summary>Ends all connections.</summary>
    public async Task EndConnectionsAsync()
    {
        var before = Interlocked.Exchange(ref _others, new CancellationTokenSource());
        await before.CancelAsync();
        before.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        // Each device on it ends it.
        if (Interlocked.Exchange(ref _isOver, true))
            return;
        await _device.DisposeAsync();
        _others.Dispose();
    }

    /// <summary>An answer as a frame of this line, for the request that came as another.</summary>
    public byte[] Frame(byte[] request, byte[] pdu)
    {
        if (!_isRtu)
            return [.. request[..4], 0, (byte)(pdu.Length + 1), request[6], .. pdu];
        byte[] body = [request[0], .. pdu];
        var crc = Crc16.Modbus(body);
        return [.. body, (byte)crc, (byte)(crc >> 8)];
    }

    /// <summary>A frame that says another length than it has.</summary>
    public byte[] WrongLength(byte[] request, byte[] pdu)
    {
        if (_isRtu)
            return Frame(request, [pdu[0], (byte)(pdu[1] + 7), .. pdu[2..]]);
        var frame = Frame(request, pdu);
        frame[5] += 7;
        return frame;
    }

    private async Task TalkAsync(NetworkStream stream, CancellationToken end)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, _others.Token);
        while (await RequestAsync(stream, either.Token) is { } request)
        {
            var unit = request[_isRtu ? 0 : 6];
            var pdu = _isRtu ? request[1..^2] : request[7..];
            // Nobody answers for a unit that is not there.
            if (_units.TryGetValue(unit, out var device) && !await device.AnswerAsync(stream, request, pdu, either.Token))
                return;
        }
    }

    private async Task<byte[]?> RequestAsync(NetworkStream stream, CancellationToken end)
    {
        var head = new byte[_isRtu ? 7 : 6];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, end) < head.Length)
            return null;
        var rest = new byte[
            !_isRtu ? BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(4))
            : head[1] is WriteMany or WriteCoils ? head[6] + 2
            : 1
        ];
        await stream.ReadExactlyAsync(rest, end);
        return [.. head, .. rest];
    }
}
