using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Bounds how many connections one address, or one network of IPv6, holds, and how long it may take to say what it wants: who opens thousands, or sends a byte
/// now and then, holds up nobody else. What is too much is closed without an answer, since an answer would cost what the bound saves.
/// </summary>
public sealed class ConnectionsPerAddress(IOptions<HttpOptions> options)
{
    /// <summary>A request's head fits into one packet; a slow line needs a few seconds for it.</summary>
    private static readonly TimeSpan HeadWithin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<IPAddress, int> _open = new();

    /// <summary>Read when the first connection comes: what is wrong with settings is told before, in a line.</summary>
    private readonly Lazy<IReadOnlyList<IPNetwork>> _proxies = new(() => options.Value.ProxyRanges());

    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.Limits.RequestHeadersTimeout = HeadWithin;
        var connections = kestrel.ApplicationServices.GetRequiredService<ConnectionsPerAddress>();
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => connections.HoldAsync(connection, next)));
    }

    public async Task HoldAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var from } || IsTrusted(from))
        {
            await next(connection);
            return;
        }
        from = Networks.Of(from);
        try
        {
            if (_open.AddOrUpdate(from, 1, (_, open) => open + 1) <= options.Value.ConnectionsPerAddress)
                await next(connection);
            else
                connection.Abort();
        }
        finally
        {
            // Two at once: the one that sees nothing left removes it, if it is still nothing.
            if (_open.AddOrUpdate(from, 0, (_, open) => open - 1) == 0)
                _open.TryRemove(KeyValuePair.Create(from, 0));
        }
    }

    private bool IsTrusted(IPAddress from)
    {
        var address = from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from;
        return IPAddress.IsLoopback(address) || _proxies.Value.Any(p => p.Contains(address));
    }
}
