using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using MQTTnet;
using MQTTnet.Protocol;

namespace DrEvents.Backend.Tests.Scenarios.Mqtt;

/// <summary>
/// A test double of the two older generations, made again from the contract. The first answers every shed with <c>op:"event"</c> and a
/// <c>status</c>, and reads the command's top level; the second answers canonically, reads only <c>data.durationS</c>, and knows no
/// <c>restore</c>. Both publish each sample on two topics at once, with bare loads.
/// </summary>
internal sealed class FieldVen : IAsyncDisposable
{
    private const double NormalKw = 6;

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _venId;
    private readonly bool _isFirst;
    private Task _reporting = Task.CompletedTask;
    private (double Kw, DateTimeOffset Until)? _shed;

    private readonly bool _isStuck;

    private FieldVen(string venId, bool isFirst, bool isStuck) => (_venId, _isFirst, _isStuck) = (venId, isFirst, isStuck);

    /// <summary>The seconds that the last shed was to last, as this generation reads them.</summary>
    public double? ShedSeconds { get; private set; }

    /// <summary>What it was told, in order.</summary>
    public ConcurrentQueue<string> Ops { get; } = new();

    /// <summary>Samples that were published, each on two topics.</summary>
    public int Samples { get; private set; }

    /// <summary>Connects one; a stuck one accepts everything, and its meter shows nothing of it.</summary>
    public static async Task<FieldVen> ConnectAsync(string venId, bool isFirst, int port, bool isStuck = false)
    {
        var ven = new FieldVen(venId, isFirst, isStuck);
        ven._client.ApplicationMessageReceivedAsync += e =>
            ven.ObeyAsync(JsonNode.Parse(e.ApplicationMessage.Payload.ToArray())!.AsObject());
        await ven._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId(venId).Build());
        await ven._client.SubscribeAsync(Topics.Command(venId), MqttQualityOfServiceLevel.AtLeastOnce);
        ven._reporting = ven.ReportAsync();
        return ven;
    }

    private async Task ObeyAsync(JsonObject command)
    {
        var id = (string)command["correlationId"]!;
        var op = (string)command["op"]!;
        Ops.Enqueue(op);
        if (op == "shedPanel")
        {
            ShedSeconds = _isFirst ? (double)command["data"]!["duration_s"]! : (double)command["data"]!["durationS"]!;
            var kw = _isFirst ? (double)command["shed_kw"]! : (double)command["data"]!["requestedReductionKw"]!;
            _shed = (kw, TimeProvider.System.GetUtcNow().AddSeconds(ShedSeconds.Value));
            await AnswerAsync(
                _isFirst
                    ? $$"""{"op":"event","status":"accepted","event_id":"{{command["event_id"]}}","requested_shed_kw":{{kw}},"actual_shed_kw":{{kw}},"circuits_curtailed":[{"id":"c1","name":"EV","breaker_amps":40,"original_kw":6,"curtailed_kw":{{kw}},"final_kw":1,"critical":false}],"correlationId":"{{id}}"}"""
                    : $$"""{"op":"shedpanel","correlationId":"{{id}}","ok":true,"venId":"{{_venId}}","data":{"acceptedReduceKw":{{kw}},"targetKw":1} }"""
            );
        }
        else if (_isFirst)
        {
            _shed = null;
            await AnswerAsync($$"""{"op":"{{op}}","status":"success","event_id":"{{command["event_id"]}}","correlationId":"{{id}}"}""");
        }
        else
        {
            await AnswerAsync(
                $$"""{"op":"{{op}}","correlationId":"{{id}}","ok":false,"error":"unknown op: {{op}}","venId":"{{_venId}}"}"""
            );
        }
    }

    private Task AnswerAsync(string json) => PublishAsync(Topics.Ack(_venId), json);

    private async Task ReportAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            var now = TimeProvider.System.GetUtcNow();
            if (_shed is { } over && now >= over.Until)
                _shed = null;
            var kw = NormalKw - (_isStuck ? 0 : _shed?.Kw ?? 0);
            var json = FormattableString.Invariant(
                $$"""{"venId":"{{_venId}}","{{(_isFirst ? "ts" : "timestamp")}}":{{now.ToUnixTimeMilliseconds()}},"{{(_isFirst ? "power_kw" : "usedPowerKw")}}":{{kw}},"loads":[{"id":"c1","currentPowerKw":{{kw}}}]}"""
            );
            await PublishAsync(Topics.Meter(_venId), json);
            await PublishAsync(_isFirst ? Topics.SharedMetering : Topics.Telemetry(_venId), json);
            Samples++;
        } while (await NextAsync(timer));
    }

    private async Task<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task PublishAsync(string topic, string json) =>
        await _client.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = topic,
                Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reporting;
        _client.Dispose();
        _stopping.Dispose();
    }
}
