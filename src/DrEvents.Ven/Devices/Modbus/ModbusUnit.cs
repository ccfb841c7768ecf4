using System.Buffers.Binary;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>One device on a line. It fails as a driver does.</summary>
internal sealed class ModbusUnit(ModbusConnections connections, LineAddress address, byte unit, TimeSpan answerTimeout, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>No line is waited for any longer.</summary>
    private static readonly TimeSpan WaitLongest = TimeSpan.FromMinutes(1);

    private readonly ModbusConnection _connection = connections.Take(address, answerTimeout, time);
    private bool _isGivenBack;

    /// <summary>Where it is, for people.</summary>
    public string Name => $"{_connection.Name}, unit {unit}";

    /// <summary>How long it has for one answer, once the line is free.</summary>
    public TimeSpan AnswerTimeout => answerTimeout;

    /// <summary>How long a call of so many requests may wait for the line, should all other units of it be silent.</summary>
    public TimeSpan LineWait(int requests)
    {
        var wait = requests * connections.LongestWait(address, answerTimeout);
        return wait < WaitLongest ? wait : WaitLongest;
    }

    /// <summary>Reads registers that follow each other, 125 at most.</summary>
    public async Task<ushort[]> ReadAsync(ModbusTable table, int start, int count, CancellationToken cancellation)
    {
        var bytes = await _connection.AskAsync(ModbusRequest.Read(unit, table, (ushort)start, count), answerTimeout, cancellation);
        var values = new ushort[count];
        if (table is ModbusTable.Coil or ModbusTable.Discrete)
        {
            for (var i = 0; i < count; i++)
                values[i] = (ushort)((bytes[i / 8] >> (i % 8)) & 1);
        }
        else
        {
            for (var i = 0; i < count; i++)
                values[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * i));
        }
        return values;
    }

    /// <summary>Writes registers that follow each other; one alone by function 6 where it is wished.</summary>
    public Task WriteAsync(int start, ushort[] values, bool isSingle, CancellationToken cancellation) =>
        _connection.AskAsync(
            isSingle && values.Length == 1
                ? ModbusRequest.WriteOne(unit, (ushort)start, values[0])
                : ModbusRequest.Write(unit, (ushort)start, values),
            answerTimeout,
            cancellation
        );

    /// <summary>Switches a coil.</summary>
    public Task SwitchAsync(int coil, bool isOn, CancellationToken cancellation) =>
        _connection.AskAsync(ModbusRequest.WriteCoil(unit, (ushort)coil, isOn), answerTimeout, cancellation);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        if (_isGivenBack)
            return ValueTask.CompletedTask;
        _isGivenBack = true;
        return connections.GiveBackAsync(address, answerTimeout);
    }
}
