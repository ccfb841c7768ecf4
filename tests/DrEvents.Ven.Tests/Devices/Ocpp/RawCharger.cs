using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>A charger of the tests over a bare WebSocket: what it answers, and what it breaks, each test says.</summary>
internal sealed class RawCharger : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonArray>> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _reading;
    private int _calls;

    private RawCharger(ClientWebSocket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    /// <summary>Answers calls by their action: a payload, or null to say nothing.</summary>
    public ConcurrentDictionary<string, Func<JsonObject, string?>> Answers { get; } = new();

    /// <summary>What becomes of an answer to an action on its way, null for one that is never sent; null for a charger that does well.</summary>
    public Func<string, string, Task<string?>>? Tampers { get; set; }

    /// <summary>What the VEN has called for.</summary>
    public ConcurrentQueue<(string Action, JsonObject Payload)> Called { get; } = [];

    /// <summary>Messages of the VEN that were no calls and no answers that somebody waited for.</summary>
    public ConcurrentQueue<JsonArray> Others { get; } = [];

    public WebSocket Socket => _socket;

    public string? Subprotocol => _socket.SubProtocol;

    /// <summary>How the VEN closed the connection; null while it is open.</summary>
    public WebSocketCloseStatus? ClosedBecause { get; private set; }

    public bool IsClosed => _reading.IsCompleted;

    public static async Task<RawCharger> ConnectAsync(
        Uri address,
        string subprotocol = "ocpp1.6",
        Action<ClientWebSocketOptions>? options = null
    )
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (subprotocol.Length > 0)
            socket.Options.AddSubProtocol(subprotocol);
        options?.Invoke(socket.Options);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(address, patience.Token);
        return new RawCharger(socket);
    }

    /// <summary>The status of HTTP by which a charger is refused.</summary>
    public static async Task<int> RefusedAsync(Uri address, Action<ClientWebSocketOptions>? options = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.AddSubProtocol("ocpp1.6");
        options?.Invoke(socket.Options);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(address, patience.Token));
        return (int)socket.HttpStatusCode;
    }

    /// <summary>A charger that does what OCPP 1.6 says, with the limit that it was last told.</summary>
    public RawCharger Obeying(string units = "Current,Power", int level = 8)
    {
        JsonObject? profile = null;
        Answers["GetConfiguration"] = _ =>
            $$"""{"configurationKey":[{"key":"ChargingScheduleAllowedChargingRateUnit","readonly":true,"value":"{{units}}"},{"key":"ChargeProfileMaxStackLevel","readonly":true,"value":"{{level}}"}]}""";
        Answers["SetChargingProfile"] = payload =>
        {
            profile = payload["csChargingProfiles"]!.AsObject();
            return """{"status":"Accepted"}""";
        };
        Answers["ClearChargingProfile"] = payload =>
        {
            if (profile is null || (int)payload["id"]! != (int)profile["chargingProfileId"]!)
                return """{"status":"Unknown"}""";
            profile = null;
            return """{"status":"Accepted"}""";
        };
        Answers["GetCompositeSchedule"] = _ =>
        {
            var limit = profile?["chargingSchedule"]!["chargingSchedulePeriod"]![0]!["limit"]!.ToJsonString() ?? "16";
            var unit = (string?)profile?["chargingSchedule"]!["chargingRateUnit"] ?? "A";
            return $$"""
                {"status":"Accepted","connectorId":1,"chargingSchedule":{"chargingRateUnit":"{{unit}}","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{limit}} }]} }
                """;
        };
        Answers["TriggerMessage"] = _ => """{"status":"Accepted"}""";
        return this;
    }

    /// <summary>Calls the VEN; its whole answer.</summary>
    public async Task<JsonArray> CallAsync(string action, string payload)
    {
        var id = $"c{Interlocked.Increment(ref _calls)}";
        var answer = _waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync($"""[2,"{id}","{action}",{payload}]""");
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Calls the VEN; the payload of its answer, which is no error.</summary>
    public async Task<JsonObject> AskAsync(string action, string payload)
    {
        var answer = await CallAsync(action, payload);
        ((int)answer[0]!).ShouldBe(3, answer.ToJsonString());
        return answer[2]!.AsObject();
    }

    public async Task SendAsync(string text, bool isEnd = true)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isEnd, default);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The newest payload of an action that the VEN called for.</summary>
    public JsonObject? Newest(string action) => Called.LastOrDefault(c => c.Action == action).Payload;

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await _reading;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[256 * 1024];
        var length = 0;
        try
        {
            while (true)
            {
                var frame = await _socket.ReceiveAsync(buffer.AsMemory(length), default);
                if (frame.MessageType == WebSocketMessageType.Close)
                {
                    ClosedBecause = _socket.CloseStatus;
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
                    return;
                }
                length += frame.Count;
                if (!frame.EndOfMessage)
                    continue;
                await TakeAsync(JsonNode.Parse(buffer.AsSpan(0, length))!.AsArray());
                length = 0;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The connection ended; each test looks for that itself.
        }
    }

    private async Task TakeAsync(JsonArray message)
    {
        var id = (string)message[1]!;
        if ((int)message[0]! != 2)
        {
            if (_waiting.TryRemove(id, out var waiting))
                waiting.SetResult(message);
            else
                Others.Enqueue(message);
            return;
        }
        var (action, payload) = ((string)message[2]!, message[3]!.AsObject());
        Called.Enqueue((action, payload));
        string? said =
            !Answers.TryGetValue(action, out var answer) ? $$"""[4,"{{id}}","NotImplemented","",{}]"""
            : answer(payload) is not { } text ? null
            : text.StartsWith('[') ? text.Replace("ID", id, StringComparison.Ordinal)
            : $"""[3,"{id}",{text}]""";
        if (Tampers is { } tampers && said is not null)
            said = await tampers(action, said);
        if (said is not null)
            await SendAsync(said);
    }
}
