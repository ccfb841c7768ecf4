using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DrEvents.Ven.Hosting;

/// <summary>
/// Tells systemd how the VEN is, by the datagrams of sd_notify(3): that it is ready, that it is alive, what it does.
/// Without systemd there is none of it.
/// </summary>
public sealed class ServiceManager : IDisposable
{
    private const string SocketVariable = "NOTIFY_SOCKET";
    private const string WatchdogVariable = "WATCHDOG_USEC";
    private const string WatchdogProcessVariable = "WATCHDOG_PID";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _address;

    private ServiceManager(string address, TimeSpan? watchdog)
    {
        // A leading @ stands for the NUL of a name that is no file.
        _address = new UnixDomainSocketEndPoint(address.StartsWith('@') ? "\0" + address[1..] : address);
        FeedInterval = watchdog / 3;
    }

    /// <summary>How often <see cref="Alive"/> has to be said, at least, three times for each bite of the watchdog; null without one.</summary>
    public TimeSpan? FeedInterval { get; }

    /// <summary>The one that started this process; null when nobody wants to be told.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <param name="processId">This process.</param>
    public static ServiceManager? From(Func<string, string?> variable, int processId)
    {
        if (variable(SocketVariable) is not { Length: > 1 } address)
            return null;
        var isForUs =
            variable(WatchdogProcessVariable) is not { Length: > 0 } meant || meant == processId.ToString(CultureInfo.InvariantCulture);
        var isWatched = long.TryParse(variable(WatchdogVariable), CultureInfo.InvariantCulture, out var us) && us > 0 && isForUs;
        return new ServiceManager(address, isWatched ? TimeSpan.FromMicroseconds(us) : null);
    }

    /// <summary>The VEN is up: its log is read, its loop runs.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The VEN's loop has come round once more.</summary>
    public void Alive()
    {
        if (FeedInterval is not null)
            Send("WATCHDOG=1");
    }

    /// <summary>What <c>systemctl status</c> shows.</summary>
    public void Say(string status) => Send("STATUS=" + status.ReplaceLineEndings(" "));

    /// <summary>The VEN is about to end.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Send(string state)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(state), _address);
        }
        catch (SocketException)
        {
            // A service manager that does not listen is no reason not to shed; its watchdog ends what it does not hear.
        }
    }
}
