using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Implementations;
using MQTTnet.Server;

namespace DrEvents.Local.Mqtt;

/// <summary>
/// Listens for clients with a certificate. The library's own listener takes as many connections as come, and waits for ever for who opens one and says
/// nothing; this one bounds what an address holds, and cuts off who has not shown a certificate in time.
/// </summary>
internal sealed class TlsListener(TlsDoor door, ClientRules rules, ILogger log) : IMqttServerAdapter
{
    private const int WaitingMax = 100;

    private readonly ConnectionsOfAddresses _connections = new(door.ConnectionsPerAddress, log);
    private Socket? _socket;
    private CancellationTokenSource? _over;

    /// <summary>Where it listens; known once started, and the same when it is started again.</summary>
    public int Port { get; private set; } = door.Port;

    /// <inheritdoc/>
    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <inheritdoc/>
    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger)
    {
        var socket = new Socket(door.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(door.Address, Port));
            socket.Listen(WaitingMax);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        (_socket, _over) = (socket, new CancellationTokenSource());
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        _ = AcceptAsync(socket, options, logger, _over.Token);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        if (_over is not null)
            await _over.CancelAsync();
        _socket?.Dispose();
        _over?.Dispose();
        (_socket, _over) = (null, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket?.Dispose();
        _over?.Dispose();
    }

    private async Task AcceptAsync(Socket socket, MqttServerOptions options, IMqttNetLogger logger, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                var client = await socket.AcceptAsync(over);
                // Places are taken here, and not where each is served, so that it is the last comer who gets none.
                if (TakePlace(client) is { } place)
                    _ = Task.Run(() => ServeAsync(client, place, options, logger, over), CancellationToken.None);
                else
                    client.Dispose();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // As when this process has no descriptor left: it has again when somebody leaves.
                log.LogWarning("A connection by TLS could not be taken: {Reason}", e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }

    /// <summary>Takes a place for a connection; null where its address has as many as it may, or where the other side is gone already.</summary>
    private IDisposable? TakePlace(Socket socket)
    {
        try
        {
            return _connections.Take(((IPEndPoint)socket.RemoteEndPoint!).Address);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private async Task ServeAsync(
        Socket socket,
        IDisposable place,
        MqttServerOptions options,
        IMqttNetLogger logger,
        CancellationToken over
    )
    {
        using var closing = socket;
        using var given = place;
        try
        {
            socket.NoDelay = true;
            await using var secure = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false);
            await ShakeHandsAsync(secure, over);
            using var certificate = X509CertificateLoader.LoadCertificate(secure.RemoteCertificate!.GetRawCertData());
            var buffers = new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax);
            using var channel = new MqttChannelAdapter(
                new MqttTcpChannel(secure, socket.LocalEndPoint, (IPEndPoint)socket.RemoteEndPoint!, certificate),
                new MqttPacketFormatterAdapter(buffers),
                logger
            );
            if (ClientHandler is { } handle)
                await handle(channel);
        }
        catch (Exception e)
            when (e is IOException or AuthenticationException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever may not come in is told by the end of the handshake; a line for each would let strangers fill the log.
            log.LogDebug("A connection by TLS ended: {Reason}", e.Message);
        }
    }

    private async Task ShakeHandsAsync(SslStream secure, CancellationToken over)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(over);
        bound.CancelAfter(door.HandshakeWithin);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = door.Certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, shown, _, _) => rules.IsOfOurs(shown),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            },
            bound.Token
        );
    }
}
