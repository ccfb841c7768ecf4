using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>The lines that are in use: who asks for one that is open already gets the same.</summary>
internal sealed class ModbusConnections
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Shared> _open = new(StringComparer.Ordinal);

    /// <summary>The connection to this line, for one more unit.</summary>
    /// <param name="answerTimeout">How long the unit may hold the line with one request.</param>
    public ModbusConnection Take(LineAddress address, TimeSpan answerTimeout, TimeProvider time)
    {
        lock (_lock)
        {
            var name = NameOf(address);
            if (!_open.TryGetValue(name, out var shared))
                _open[name] = shared = new Shared(new ModbusConnection(address, time));
            shared.Timeouts.Add(answerTimeout);
            return shared.Connection;
        }
    }

    /// <summary>How long a request may wait for the line at most: each other unit has its turn before, and is silent.</summary>
    public TimeSpan LongestWait(LineAddress address, TimeSpan answerTimeout)
    {
        lock (_lock)
        {
            var sum = -answerTimeout;
            foreach (var timeout in _open.TryGetValue(NameOf(address), out var shared) ? shared.Timeouts : [])
                sum += timeout;
            return sum > TimeSpan.Zero ? sum : TimeSpan.Zero;
        }
    }

    /// <summary>Gives a connection back; the last one closes it.</summary>
    public ValueTask GiveBackAsync(LineAddress address, TimeSpan answerTimeout)
    {
        lock (_lock)
        {
            var name = NameOf(address);
            var shared = _open[name];
            shared.Timeouts.Remove(answerTimeout);
            if (shared.Timeouts.Count > 0)
                return ValueTask.CompletedTask;
            _open.Remove(name);
            return shared.Connection.DisposeAsync();
        }
    }

    private static string NameOf(LineAddress address) => address.IsRtu ? "rtu " + address.Line.Name : address.Line.Name;

    /// <summary>A line that is in use, and how long each of its units may hold it.</summary>
    private sealed record Shared(ModbusConnection Connection)
    {
        public List<TimeSpan> Timeouts { get; } = [];
    }
}
