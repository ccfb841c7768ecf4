using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.Security;
using DrEvents.Ven.Devices.Ocpp.State;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>One port of the VEN that chargers connect to, shared by the drivers of all their connectors. It is opened at the first use.</summary>
internal sealed class OcppPort(PortSettings settings, RpcLimits limits, DeviceContext context, OpenTransactions transactions)
    : IAsyncDisposable
{
    /// <summary>A home has few chargers; what comes beyond that is refused.</summary>
    private const int ConnectionsMax = 32;

    private readonly SemaphoreSlim _opening = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<string, Charger> _chargers = new(StringComparer.Ordinal);
    private readonly HashSet<(string Charger, int Connector)> _connectors = [];
    private ChargerCertificates? _certificates;
    private WebApplication? _app;
    private int _users;

    /// <summary>What the file says of it.</summary>
    public PortSettings Settings { get; private set; } = settings;

    /// <summary>Who connected that nobody knows.</summary>
    public Strangers Strangers { get; } = new();

    /// <summary>The port that is listened on; another than the file's where that is 0.</summary>
    public int Number => _app is { } app ? new Uri(app.Urls.First()).Port : Settings.Port;

    /// <summary>What more than the port another load says of it.</summary>
    public void Refine(PortSettings more)
    {
        if (!Settings.IsBare && !more.IsBare && Settings != more)
            throw new InvalidDataException($"driver: two loads say different things of port {more.Port} (host, certificates)");
        if (Settings.IsBare)
            Settings = more;
    }

    /// <summary>The charger of these settings, which all its connectors share.</summary>
    /// <exception cref="InvalidDataException">Another load says something else of it, or is the same connector.</exception>
    public Charger Join(ChargerSettings charger, int connector)
    {
        if (!_chargers.TryGetValue(charger.Identity, out var known))
            _chargers[charger.Identity] = known = new Charger(charger, transactions, context.Time);
        else if (known.Settings.Contradicts(charger) is { } field)
            throw new InvalidDataException($"driver.{field}: two loads say different things of charger {charger.Identity}");
        if (!_connectors.Add((charger.Identity, connector)))
            throw new InvalidDataException($"driver.connector: two loads are connector {connector} of charger {charger.Identity}");
        if (charger.Operator is not null && _connectors.Count(c => c.Charger == charger.Identity) > 1)
            throw new InvalidDataException(
                $"driver.operator: charger {charger.Identity} has several connectors; beside an operator one is limited"
            );
        _users++;
        return known;
    }

    /// <summary>A driver needs it no more; the last one closes it.</summary>
    public ValueTask LeaveAsync() => Interlocked.Decrement(ref _users) == 0 ? DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Opens the port where it is not open.</summary>
    /// <exception cref="DeviceException">It cannot be used.</exception>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        if (_app is not null)
            return;
        await _opening.WaitAsync(cancellation);
        try
        {
            _app ??= await StartAsync();
        }
        catch (InvalidDataException e)
        {
            throw new DeviceException(DeviceState.Unreachable, e.Message, e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            var why = e.GetBaseException().Message;
            throw new DeviceException(DeviceState.Unreachable, $"port {Settings.Port} for chargers cannot be used: {why}", e);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_app is { } app)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            await app.StopAsync(patience.Token);
            await app.DisposeAsync();
        }
        _certificates?.Dispose();
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _certificates ??= Settings.CertificateFile is null ? null : new ChargerCertificates(Settings);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
                kestrel.Limits.MaxConcurrentUpgradedConnections = ConnectionsMax;
                kestrel.Limits.MaxRequestBodySize = 0;
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
                // Nobody has a second request: what is not a WebSocket by then gives its place to another.
                kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(10);
                if (Settings.Host is { } host)
                    kestrel.Listen(host, Settings.Port, Secure);
                else
                    kestrel.ListenAnyIP(Settings.Port, Secure);
            });
        var app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = limits.PingInterval, KeepAliveTimeout = limits.PongTimeout });
        var door = new ChargerDoor(_chargers, Strangers, _certificates is { AreAsked: true }, limits, context, _closing.Token);
        app.Run(door.AnswerAsync);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private void Secure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (_certificates is { } certificates)
        {
            listen.UseHttps(
                new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificates.Own,
                    ServerCertificateChain = certificates.Chain,
                    SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ClientCertificateMode = certificates.AreAsked
                        ? ClientCertificateMode.RequireCertificate
                        : ClientCertificateMode.NoCertificate,
                    ClientCertificateValidation = certificates.Accepts,
                    HandshakeTimeout = TimeSpan.FromSeconds(10),
                }
            );
        }
    }
}
