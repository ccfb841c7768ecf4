using System.Collections.Concurrent;
using System.Security.Authentication;
using DrEvents.Testing;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace DrEvents.Aws.Tests.StandIn;

/// <summary>The connections to a server whose handshakes were done.</summary>
internal sealed class OpenedConnections
{
    private readonly ConcurrentQueue<(DateTimeOffset At, SslProtocols Version, ConnectionContext Connection)> _all = new();
    private int _open;

    /// <summary>When each was made, and with which version of TLS.</summary>
    public IReadOnlyList<(DateTimeOffset At, SslProtocols Version)> All => [.. _all.Select(o => (o.At, o.Version))];

    /// <summary>Kestrel's middleware, within that of TLS.</summary>
    public ConnectionDelegate Watch(ConnectionDelegate next) =>
        async connection =>
        {
            var version = connection.Features.GetRequiredFeature<ITlsHandshakeFeature>().Protocol;
            _all.Enqueue((TimeProvider.System.GetUtcNow(), version, connection));
            Interlocked.Increment(ref _open);
            try
            {
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        };

    /// <summary>Ends all without a word.</summary>
    public async Task DropAsync()
    {
        foreach (var (_, _, connection) in _all)
            connection.Abort();
        await Eventually.HoldsAsync("no connection is open", () => Volatile.Read(ref _open) == 0);
    }
}
