using System.Net;
using System.Net.Sockets;

namespace DrEvents.Ven.Tests;

internal static class FreePort
{
    /// <summary>A port of loopback that nobody used a moment ago.</summary>
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
