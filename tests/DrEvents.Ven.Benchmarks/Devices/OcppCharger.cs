using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace DrEvents.Ven.Benchmarks.Devices;

/// <summary>A charger of OCPP 1.6 with a vehicle, which connects to the VEN.</summary>
internal sealed class OcppCharger(Moves moves, int port) : IDisposable
{
    public const string Name = "ev";

    private const double KwOfAmpere = 0.69;
    private const double FullA = 16;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private double? _limitA;
    private int _profile;
    private int _calls;
    private int _transaction;

    /// <summary>What it draws now.</summary>
    public double PowerKw => KwOfAmpere * Math.Min(FullA, _limitA ?? FullA);

    /// <summary>Connects as soon as the VEN listens.</summary>
    public async Task ConnectAsync()
    {
        _socket.Options.AddSubProtocol("ocpp1.6");
        using var longest = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/CP-1"), longest.Token);
        _ = ReadAsync();
        await CallAsync("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}""");
        await CallAsync("StartTransaction", $$"""{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"{{Now}}"}""");
        await CallAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""");
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    private static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (var length = 0; ; )
            {
                var frame = await _socket.ReceiveAsync(buffer.AsMemory(length), default);
                if (frame.MessageType == WebSocketMessageType.Close)
                    return;
                length += frame.Count;
                if (!frame.EndOfMessage)
                    continue;
                await TakeAsync(JsonNode.Parse(buffer.AsSpan(0, length))!.AsArray());
                length = 0;
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The VEN has ended.
        }
    }

    private async Task TakeAsync(JsonArray message)
    {
        if ((int)message[0]! == 3)
        {
            _transaction = (int?)message[2]!["transactionId"] ?? _transaction;
            return;
        }
        if ((int)message[0]! != 2)
            return;
        var answer = Answer((string)message[2]!, message[3]!.AsObject());
        await SendAsync($"""[3,"{(string)message[1]!}",{answer}]""");
        if ((string)message[2]! == "TriggerMessage")
            await MeasureAsync();
    }

    private string Answer(string action, JsonObject payload)
    {
        switch (action)
        {
            case "GetConfiguration":
                return """{"configurationKey":[{"key":"ChargingScheduleAllowedChargingRateUnit","readonly":true,"value":"Current"},{"key":"ChargeProfileMaxStackLevel","readonly":true,"value":"5"}]}""";
            case "SetChargingProfile":
                var profile = payload["csChargingProfiles"]!;
                _profile = (int)profile["chargingProfileId"]!;
                _limitA = (double)profile["chargingSchedule"]!["chargingSchedulePeriod"]![0]!["limit"]!;
                moves.Note(Name, isLimited: true);
                return """{"status":"Accepted"}""";
            case "ClearChargingProfile":
                if (_limitA is null || (int?)payload["id"] != _profile)
                    return """{"status":"Unknown"}""";
                _limitA = null;
                moves.Note(Name, isLimited: false);
                return """{"status":"Accepted"}""";
            case "GetCompositeSchedule":
                var limit = (_limitA ?? FullA).ToString(CultureInfo.InvariantCulture);
                return $$"""{"status":"Accepted","connectorId":1,"chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{limit}} }]} }""";
            default:
                return """{"status":"Accepted"}""";
        }
    }

    private Task MeasureAsync()
    {
        var watts = (1000 * PowerKw).ToString(CultureInfo.InvariantCulture);
        return CallAsync(
            "MeterValues",
            $$"""{"connectorId":1,"transactionId":{{_transaction}},"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{"measurand":"Power.Active.Import","unit":"W","value":"{{watts}}"}]}]}"""
        );
    }

    private Task CallAsync(string action, string payload) => SendAsync($"""[2,"c{++_calls}","{action}",{payload}]""");

    private async Task SendAsync(string text)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, default);
        }
        finally
        {
            _sending.Release();
        }
    }
}
