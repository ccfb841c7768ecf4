using System.Net.WebSockets;
using System.Text.Json;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>What the operator answered to a call of the charger's.</summary>
/// <param name="Payload">The payload; undefined where it refused.</param>
/// <param name="Refusal">Why it refused; null where it did not.</param>
internal sealed record OperatorAnswer(JsonElement Payload, RpcRefusedException? Refusal);

/// <summary>
/// The connection to the operator's own central system, in the charger's name, for as long as the charger is connected. What either side
/// calls for is passed to the other unchanged, under ids of this connection's own.
/// </summary>
internal sealed partial class OperatorLink(
    OperatorSettings settings,
    Charger charger,
    OcppVersion version,
    RpcLimits limits,
    TimeProvider time,
    ILogger logger
)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly ILogger _logger = logger;
    private RpcConnection? _connection;

    /// <summary>Keeps the connection until the charger's ends.</summary>
    public async Task RunAsync(RpcConnection toCharger, CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (!cancellation.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            await ServeAsync(toCharger, cancellation);
            // One that held for a while is tried again at once.
            pause = time.GetElapsedTime(began) > LongestPause ? FirstPause : pause;
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Asks the operator what the charger asks; null where it is away or does not answer.</summary>
    public async ValueTask<OperatorAnswer?> AskAsync(RpcMessage call, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _connection) is not { IsOpen: true } connection)
            return null;
        try
        {
            return new(await connection.CallAsync(call.Action, call.Payload.WriteTo, cancellation), null);
        }
        catch (RpcRefusedException e)
        {
            return new(default, e);
        }
        catch (RpcLostException e)
        {
            LogSilent(charger.Settings.Identity, call.Action, e.Message);
            return null;
        }
    }

    private async Task ServeAsync(RpcConnection toCharger, CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        try
        {
            await ConnectAsync(socket, cancellation);
        }
        catch (Exception e)
            when (e is WebSocketException or OperationCanceledException or HttpRequestException or InvalidOperationException)
        {
            if (!cancellation.IsCancellationRequested)
                LogAway(charger.Settings.Identity, e.Message);
            return;
        }
        using var connection = new RpcConnection(
            socket,
            version,
            (call, token) => PassOnAsync(toCharger, call, token),
            limits,
            time,
            _logger
        );
        Volatile.Write(ref _connection, connection);
        LogThere(charger.Settings.Identity);
        try
        {
            await connection.RunAsync(cancellation);
        }
        finally
        {
            Volatile.Write(ref _connection, null);
        }
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        var identity = charger.Settings.Identity;
        socket.Options.AddSubProtocol(version.Subprotocol());
        socket.Options.KeepAliveInterval = limits.PingInterval;
        socket.Options.KeepAliveTimeout = limits.PongTimeout;
        if (settings.Secret is { } secret)
            socket.Options.SetRequestHeader("Authorization", secret.HeaderFor(identity));
        using var late = new CancellationTokenSource(ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        var address = new Uri($"{settings.Url.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(identity)}");
        await socket.ConnectAsync(address, either.Token);
        if (socket.SubProtocol != version.Subprotocol())
            throw new InvalidOperationException($"it does not speak {version.Subprotocol()}");
    }

    private async ValueTask<Action<Utf8JsonWriter>> PassOnAsync(RpcConnection toCharger, RpcMessage call, CancellationToken cancellation)
    {
        try
        {
            var answer = await toCharger.CallAsync(call.Action, call.Payload.WriteTo, cancellation);
            if (call.Action is "SetChargingProfile" or "ClearChargingProfile")
                charger.TouchProfiles();
            return answer.WriteTo;
        }
        catch (RpcLostException e)
        {
            throw new RpcFaultException(RpcFault.Generic, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The operator of charger {Identity} is connected")]
    private partial void LogThere(string identity);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The operator of charger {Identity} is away; the VEN answers itself: {Problem}")]
    private partial void LogAway(string identity, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The operator of charger {Identity} did not answer {Action}; the VEN did: {Problem}"
    )]
    private partial void LogSilent(string identity, string action, string problem);
}
