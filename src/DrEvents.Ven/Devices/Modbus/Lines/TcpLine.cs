using System.Net.Sockets;

namespace DrEvents.Ven.Devices.Modbus.Lines;

/// <summary>A TCP connection to a device or to a gateway before it.</summary>
internal sealed class TcpLine(string host, int port) : ILine
{
    /// <inheritdoc />
    public string Name { get; } = $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";

    /// <inheritdoc />
    public TimeSpan SilenceBefore => TimeSpan.Zero;

    /// <inheritdoc />
    public async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(host, port, cancellation);
            return new NetworkStream(client.Client, ownsSocket: true);
        }
        catch (SocketException e)
        {
            client.Dispose();
            throw new DeviceException(DeviceState.Unreachable, $"{Name} cannot be reached: {e.SocketErrorCode}", e);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
