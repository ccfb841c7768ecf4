using System.Buffers.Binary;
using System.Net.Sockets;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A device with registers of Modbus, on a line of its own or one that it shares; what they mean is its kind's.</summary>
internal abstract class WrongRegisters : WrongDevice
{
    private const byte ReadHolding = 3;
    private const byte ReadInput = 4;
    private const byte WriteOne = 6;
    private const byte WriteMany = 16;

    private readonly WrongLine _line;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Table, int Address), ushort> _registers = [];
    private readonly Random _random = new(1);

    protected WrongRegisters(string id, double wantedKw, FakeTimeProvider clock, Registers registers, WrongLine? line = null, byte unit = 1)
        : base(id, wantedKw, clock)
    {
        foreach (var (_, table, address, value) in registers.All)
            _registers[(table, address)] = (ushort)value;
        Unit = unit;
        _line = line ?? new WrongLine(isRtu: false);
        _line.Add(unit, this);
    }

    public override IReadOnlyList<Wrong> Wrongs => Enum.GetValues<Wrong>()[1..];

    /// <summary>A neighbour on the line that is silent is waited for by all.</summary>
    public override IEnumerable<WrongDevice> Neighbours => _line.Units.Where(u => u != this);

    protected string Address => _line.Address;

    protected byte Unit { get; }

    /// <summary>What the page shows may be so much older on a line that is shared.</summary>
    protected TimeSpan LineWait => _line.IsShared ? TimeSpan.FromSeconds(30) : TimeSpan.Zero;

    public override async Task BeginAsync(Wrong wrong, Random random)
    {
        await base.BeginAsync(wrong, random);
        // One that takes a single connection gives it to the newest. A serial server keeps its own, whatever happens behind it.
        if (wrong is Wrong.Restarting or Wrong.OtherMaster && !_line.IsShared)
            await _line.EndConnectionsAsync();
    }

    public override ValueTask DisposeAsync() => _line.DisposeAsync();

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

    /// <summary>Answers as what is wrong will have it; false where the connection ends with it.</summary>
    public async Task<bool> AnswerAsync(NetworkStream stream, byte[] request, byte[] pdu, CancellationToken end)
    {
        var wrong = Wrong;
        switch (wrong)
        {
            case Wrong.Silent:
                return true;
            case Wrong.Restarting:
                return _line.IsShared;
            case Wrong.Slow:
                await Task.Delay(TimeSpan.FromSeconds(1.2), Clock, end);
                break;
        }
        var isWrite = pdu[0] is WriteOne or WriteMany;
        if (wrong != Wrong.Refusing)
            Asked();
        var answer = wrong == Wrong.Refusing ? Exception(pdu, 4) : Do(pdu);
        if (wrong == Wrong.BreaksMidWrite && isWrite)
            return false;
        if (wrong == Wrong.Sentinel && !isWrite)
            answer.AsSpan(2).Fill(0xFF);
        var frame = wrong == Wrong.WrongLength ? _line.WrongLength(request, answer) : _line.Frame(request, answer);
        if (wrong == Wrong.Nonsense)
        {
            lock (_gate)
                _random.NextBytes(frame);
        }
        if (wrong == Wrong.Half)
        {
            await stream.WriteAsync(frame.AsMemory(0, frame.Length / 2), end);
            return false;
        }
        await stream.WriteAsync(frame, end);
        return true;
    }

    private byte[] Do(byte[] pdu)
    {
        Refresh();
        var (address, count) = (BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(1)), BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(3)));
        switch (pdu[0])
        {
            case ReadHolding or ReadInput:
                var table = pdu[0] == ReadHolding ? "holding" : "input";
                var values = new byte[2 * count];
                for (var i = 0; i < count; i++)
                {
                    if (!IsThere(table, address + i))
                        return Exception(pdu, 2);
                    BinaryPrimitives.WriteUInt16BigEndian(values.AsSpan(2 * i), this[table, address + i]);
                }
                return [pdu[0], (byte)values.Length, .. values];
            case WriteOne:
                return Write(address, count) ? pdu : Exception(pdu, 2);
            case WriteMany:
                for (var i = 0; i < count; i++)
                {
                    if (!Write(address + i, BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(6 + (2 * i)))))
                        return Exception(pdu, 2);
                }
                return pdu[..5];
            default:
                return Exception(pdu, 1);
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

    private static byte[] Exception(byte[] pdu, byte code) => [(byte)(pdu[0] | 0x80), code];
}
