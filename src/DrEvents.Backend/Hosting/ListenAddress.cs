using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace DrEvents.Backend.Hosting;

/// <summary>Asked before anything runs: a backend that finds its port taken at the end of its start has pushed a running one off the broker.</summary>
public static class ListenAddress
{
    /// <summary>Throws <see cref="ConfigurationException"/>. Urls are separated by semicolons, as ASP.NET reads them.</summary>
    public static void RefuseUnusable(string key, string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Parse(key, url) is not { IsUnixPipe: false, IsNamedPipe: false, Port: not 0 } address)
                continue;
            if (IpsOf(address.Host).Select(ip => Problem(ip, address.Port)).OfType<string>().FirstOrDefault() is { } problem)
                throw new ConfigurationException($"{key}: {url} cannot be used: {problem}");
        }
    }

    /// <summary>Those of the urls that other machines can reach.</summary>
    public static IEnumerable<string> BeyondThisMachine(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(url =>
                BindingAddress.Parse(url) is { IsUnixPipe: false, IsNamedPipe: false } address
                && !Array.TrueForAll(IpsOf(address.Host), IPAddress.IsLoopback)
            );

    public static bool IsCauseOf(Exception e) => e is IOException { InnerException: AddressInUseException };

    private static BindingAddress Parse(string key, string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{key}: {e.Message}");
        }
    }

    /// <summary>As Kestrel takes them: what is neither an address nor localhost is every address.</summary>
    private static IPAddress[] IpsOf(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : IPAddress.TryParse(host, out var ip) ? [ip]
        : Socket.OSSupportsIPv6 ? [IPAddress.IPv6Any]
        : [IPAddress.Any];

    private static string? Problem(IPAddress ip, int port)
    {
        try
        {
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (ip.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(ip, port));
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "something else listens there"
                // A machine without IPv6 has the other loopback address, and listens there.
                : ip.Equals(IPAddress.IPv6Loopback) ? null
                : e.Message;
        }
    }
}
