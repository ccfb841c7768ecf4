using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>The lines that are in use: who asks for one that is open already gets the same.</summary>
internal sealed class ModbusConnections
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ModbusConnection Connection, int Users)> _open = new(StringComparer.Ordinal);

    /// <summary>The connection to this line. The longest wait is that of whoever came first.</summary>
    public ModbusConnection Take(LineAddress address, TimeSpan answerTimeout, TimeProvider time)
    {
        lock (_lock)
        {
            var name = NameOf(address);
            var (connection, users) = _open.GetValueOrDefault(name);
            connection ??= new ModbusConnection(address, answerTimeout, time);
            _open[name] = (connection, users + 1);
            return connection;
        }
    }

    /// <summary>Gives a connection back; the last one closes it.</summary>
    public ValueTask GiveBackAsync(LineAddress address)
    {
        lock (_lock)
        {
            var name = NameOf(address);
            var (connection, users) = _open[name];
            if (users > 1)
            {
                _open[name] = (connection, users - 1);
                return ValueTask.CompletedTask;
            }
            _open.Remove(name);
            return connection.DisposeAsync();
        }
    }

    private static string NameOf(LineAddress address) => address.IsRtu ? "rtu " + address.Line.Name : address.Line.Name;
}
