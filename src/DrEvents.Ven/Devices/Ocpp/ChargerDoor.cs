using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.Security;
using DrEvents.Ven.Devices.Ocpp.State;
using DrEvents.Ven.Web;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>
/// Lets chargers in: those that the home's file names, with their password or certificate, in a version that the VEN speaks. All others are
/// refused with the status of HTTP that says why.
/// </summary>
internal sealed partial class ChargerDoor(
    IReadOnlyDictionary<string, Charger> chargers,
    Strangers strangers,
    bool areCertificatesAsked,
    RpcLimits limits,
    DeviceContext context,
    CancellationToken closing
)
{
    private readonly ILogger _logger = context.Loggers.CreateLogger("DrEvents.Ven.Devices.Ocpp");
    private readonly WrongTokens _wrong = new(context.Time);

    /// <summary>Answers one request; one that becomes a connection is answered when the connection has ended.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.Headers.Upgrade = "websocket";
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }
        var (charger, status) = Find(http);
        if (charger is null)
        {
            http.Response.StatusCode = status;
            return;
        }
        if (OcppVersions.FirstOf(http.WebSockets.WebSocketRequestedProtocols) is not { } version)
        {
            await RefuseVersionAsync(http, charger);
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync(version.Subprotocol());
        await ServeAsync(socket, version, charger, http.RequestAborted);
    }

    private async Task ServeAsync(WebSocket socket, OcppVersion version, Charger charger, CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(closing, aborted);
        var operatorLink = charger.Settings.Operator is { } named
            ? new OperatorLink(named, charger, version, limits, context.Time, _logger)
            : null;
        var desk = new ChargerDesk(charger, version, operatorLink, context.Time);
        using var connection = new RpcConnection(socket, version, desk.AnswerAsync, limits, context.Time, _logger);
        var link = new ChargerLink(connection);
        charger.Connect(link);
        LogConnected(charger.Settings.Identity, version.Subprotocol());
        var passing = operatorLink?.RunAsync(connection, stop.Token) ?? Task.CompletedTask;
        try
        {
            await connection.RunAsync(stop.Token);
        }
        finally
        {
            charger.Disconnect(link);
            await stop.CancelAsync();
            await passing;
            LogDisconnected(charger.Settings.Identity);
        }
    }

    private (Charger? Charger, int Status) Find(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        var path = http.Request.Path.Value ?? "";
        var identity = path[(path.LastIndexOf('/') + 1)..];
        if (identity.Length == 0)
            return (null, StatusCodes.Status404NotFound);
        if (!chargers.TryGetValue(identity, out var charger))
        {
            var versions = string.Join(", ", http.WebSockets.WebSocketRequestedProtocols);
            var stranger = new Stranger(identity, address.ToString(), versions, context.Time.GetUtcNow());
            if (strangers.Add(stranger))
                LogStranger(strangers.Seen[0].Identity, stranger.Address);
            return (null, StatusCodes.Status404NotFound);
        }
        if (areCertificatesAsked && http.Connection.ClientCertificate is not { } certificate)
            return (null, StatusCodes.Status403Forbidden);
        if (areCertificatesAsked && !ChargerCertificates.IsOf(http.Connection.ClientCertificate!, identity))
        {
            LogOtherCertificate(identity, address.ToString());
            return (null, StatusCodes.Status403Forbidden);
        }
        return charger.Settings.Secret is { } secret ? AskPassword(http, charger, secret, address) : (charger, 0);
    }

    private (Charger? Charger, int Status) AskPassword(HttpContext http, Charger charger, BasicSecret secret, IPAddress address)
    {
        if (_wrong.WaitOf(address) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return (null, StatusCodes.Status429TooManyRequests);
        }
        if (secret.IsShownBy(http.Request.Headers.Authorization.ToString(), charger.Settings.Identity))
            return (charger, 0);
        if (http.Request.Headers.Authorization.Count > 0)
        {
            _wrong.Add(address);
            LogWrongPassword(charger.Settings.Identity, address.ToString());
        }
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"OCPP\"";
        return (null, StatusCodes.Status401Unauthorized);
    }

    /// <summary>A charger is told by a connection that is closed at once (OCPP-J 1.6, 3.1.2; OCPP 2.0.1 part 4, 3.1.2).</summary>
    private async Task RefuseVersionAsync(HttpContext http, Charger charger)
    {
        LogNoVersion(charger.Settings.Identity, string.Join(", ", http.WebSockets.WebSocketRequestedProtocols));
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5), context.Time);
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.ProtocolError, "ocpp1.6 or ocpp2.0.1", late.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Charger {Identity} is connected ({Version})")]
    private partial void LogConnected(string identity, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Charger {Identity} is not connected any more")]
    private partial void LogDisconnected(string identity);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A charger {Identity} connected from {Address} that the home's file does not name")]
    private partial void LogStranger(string identity, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Charger {Identity} at {Address} showed the certificate of another")]
    private partial void LogOtherCertificate(string identity, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Charger {Identity} at {Address} has a wrong password")]
    private partial void LogWrongPassword(string identity, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Charger {Identity} speaks neither ocpp1.6 nor ocpp2.0.1, but: {Versions}")]
    private partial void LogNoVersion(string identity, string versions);
}
