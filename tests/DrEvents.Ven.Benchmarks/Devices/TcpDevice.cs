using System.Net;
using System.Net.Sockets;

namespace DrEvents.Ven.Benchmarks.Devices;

/// <summary>Listens on a port of loopback, and talks with whoever connects.</summary>
internal abstract class TcpDevice : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();

    protected TcpDevice()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Has one connection until it ends.</summary>
    protected abstract Task TalkAsync(NetworkStream stream, CancellationToken end);

    private async Task AcceptAsync()
    {
        var end = _stopping.Token;
        while (!end.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(end), end);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken end)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await TalkAsync(client.GetStream(), end);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The measurement is over, or the VEN has gone.
            }
        }
    }
}
