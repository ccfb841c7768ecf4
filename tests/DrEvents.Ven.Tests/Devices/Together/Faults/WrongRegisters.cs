using System.Buffers.Binary;
using System.Net.Sockets;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A device with registers of Modbus over TCP; what they mean is its kind's.</summary>
internal abstract class WrongRegisters : WrongDevice
{
    private const int FunctionAt = 7;
    private const byte ReadHolding = 3;
    private const byte ReadInput = 4;
    private const byte WriteOne = 6;
    private const byte WriteMany = 16;

    private readonly FakeDevice _device;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Table, int Address), ushort> _registers = [];
    private readonly Random _random = new(1);
    private CancellationTokenSource _others = new();

    protected WrongRegisters(string id, double wantedKw, FakeTimeProvider clock, Registers registers)
        : base(id, wantedKw, clock)
    {
        foreach (var (_, table, address, value) in registers.All)
            _registers[(table, address)] = (ushort)value;
        _device = new FakeDevice(TalkAsync);
    }

    public override IReadOnlyList<Wrong> Wrongs => Enum.GetValues<Wrong>()[1..];

    protected string Address => $"tcp://127.0.0.1:{_device.Port}";

    public override async Task BeginAsync(Wrong wrong, Random random)
    {
        await base.BeginAsync(wrong, random);
        // One that takes a single connection gives it to the newest.
        if (wrong is Wrong.Restarting or Wrong.OtherMaster)
            await EndConnectionsAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        _others.Dispose();
    }

    /// <summary>What its registers mean has to be brought up to now.</summary>
    protected abstract void Refresh();

    /// <summary>A register was written by the VEN.</summary>
    protected abstract void Written(int address, ushort value);

    /// <summary>A request came that it answers.</summary>
    protected virtual void Asked() { }

    protected ushort this[string table, int address]
    {
        get
        {
            lock (_gate)
                return _registers[(table, address)];
        }
        set
        {
            lock (_gate)
                _registers[(table, address)] = value;
        }
    }

    private async Task EndConnectionsAsync()
    {
        var before = Interlocked.Exchange(ref _others, new CancellationTokenSource());
        await before.CancelAsync();
        before.Dispose();
    }

    private async Task TalkAsync(NetworkStream stream, CancellationToken end)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, _others.Token);
        var header = new byte[6];
        while (await stream.ReadAtLeastAsync(header, 6, throwOnEndOfStream: false, either.Token) == 6)
        {
            var request = new byte[6 + header[5]];
            header.CopyTo(request, 0);
            await stream.ReadExactlyAsync(request.AsMemory(6), either.Token);
            if (!await AnswerAsync(stream, request, either.Token))
                return;
        }
    }

    /// <summary>Answers as what is wrong will have it; false where the connection ends with it.</summary>
    private async Task<bool> AnswerAsync(NetworkStream stream, byte[] request, CancellationToken end)
    {
        var wrong = Wrong;
        switch (wrong)
        {
            case Wrong.Silent:
                return true;
            case Wrong.Restarting:
                return false;
            case Wrong.Slow:
                await Task.Delay(TimeSpan.FromSeconds(1.2), Clock, end);
                break;
        }
        var isWrite = request[FunctionAt] is WriteOne or WriteMany;
        if (wrong != Wrong.Refusing)
            Asked();
        var answer = wrong == Wrong.Refusing ? Exception(request, 4) : Do(request);
        switch (wrong)
        {
            case Wrong.BreaksMidWrite when isWrite:
                return false;
            case Wrong.Half:
                await stream.WriteAsync(answer.AsMemory(0, answer.Length / 2), end);
                return false;
            case Wrong.Nonsense:
                lock (_gate)
                    _random.NextBytes(answer);
                break;
            case Wrong.WrongLength:
                answer[5] += 7;
                break;
            case Wrong.Sentinel when !isWrite:
                answer.AsSpan(9).Fill(0xFF);
                break;
        }
        await stream.WriteAsync(answer, end);
        return true;
    }

    private byte[] Do(byte[] request)
    {
        Refresh();
        var (address, count) = (
            BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(8)),
            BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(10))
        );
        switch (request[FunctionAt])
        {
            case ReadHolding or ReadInput:
                var table = request[FunctionAt] == ReadHolding ? "holding" : "input";
                var values = new byte[2 * count];
                for (var i = 0; i < count; i++)
                {
                    if (!IsThere(table, address + i))
                        return Exception(request, 2);
                    BinaryPrimitives.WriteUInt16BigEndian(values.AsSpan(2 * i), this[table, address + i]);
                }
                return [.. request[..4], 0, (byte)(3 + values.Length), request[6], request[FunctionAt], (byte)values.Length, .. values];
            case WriteOne:
                return Write(address, count) ? request : Exception(request, 2);
            case WriteMany:
                for (var i = 0; i < count; i++)
                {
                    if (!Write(address + i, BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(13 + (2 * i)))))
                        return Exception(request, 2);
                }
                return [.. request[..4], 0, 6, .. request[6..12]];
            default:
                return Exception(request, 1);
        }
    }

    private bool Write(int address, ushort value)
    {
        if (!IsThere("holding", address))
            return false;
        this["holding", address] = value;
        Written(address, value);
        return true;
    }

    private bool IsThere(string table, int address)
    {
        lock (_gate)
            return _registers.ContainsKey((table, address));
    }

    private static byte[] Exception(byte[] request, byte code) =>
        [.. request[..4], 0, 3, request[6], (byte)(request[FunctionAt] | 0x80), code];
}
