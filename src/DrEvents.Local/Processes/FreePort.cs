using System.Net;
using System.Net.Sockets;

namespace DrEvents.Local.Processes;

/// <summary>
/// Ports for programs that cannot be asked to take any free one. Between finding and binding somebody else may take it,
/// so whoever starts a program on a found port must be ready to try another.
/// </summary>
public static class FreePort
{
    /// <summary>How many ports to try before something else must be wrong.</summary>
    public const int Attempts = 5;

    /// <summary>A port of the loopback interface that was free a moment ago.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
