using System.Globalization;
using System.Text.Json;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A switch at the home's broker: a Tasmota, which has no timer, or a Shelly, which has one.</summary>
internal sealed class WrongMqttSwitch : WrongSwitch
{
    private readonly int _port;
    private readonly string _topic;
    private readonly bool _isShelly;
    private TestClient? _client;

    private WrongMqttSwitch(string id, int port, string topic, bool isShelly, FakeTimeProvider clock)
        : base(id, isShelly, clock) => (_port, _topic, _isShelly) = (port, topic, isShelly);

    /// <summary>None of them has an answer that is shorter than it says, or an exception: a Tasmota that refuses does nothing.</summary>
    public override IReadOnlyList<Wrong> Wrongs { get; } =
    [
        Wrong.Silent,
        Wrong.Slow,
        Wrong.Restarting,
        Wrong.Nonsense,
        Wrong.Sentinel,
        Wrong.Refusing,
        Wrong.Half,
        Wrong.BreaksMidWrite,
        Wrong.OtherMaster,
    ];

    public override string Load =>
        $$"""
            { "id": "{{Id}}", "name": "{{Id}}", "type": "water_heater", "ratedKw": 2, "priority": 1,
              "driver": { "kind": "mqtt", "profile": "{{(_isShelly ? "shelly2" : "tasmota")}}", "topic": "{{_topic}}",
                "broker": { "host": "127.0.0.1", "port": {{_port}} } } }
            """;

    public static async Task<WrongMqttSwitch> StartAsync(string id, int port, string topic, bool isShelly, FakeTimeProvider clock)
    {
        var device = new WrongMqttSwitch(id, port, topic, isShelly, clock);
        await device.ConnectAsync();
        return device;
    }

    public override async Task BeginAsync(Wrong wrong, Random random)
    {
        await base.BeginAsync(wrong, random);
        if (wrong == Wrong.Restarting)
            await DisposeAsync();
    }

    public override async Task TickAsync()
    {
        if (_client is null && Wrong != Wrong.Restarting)
            await ConnectAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        var client = Interlocked.Exchange(ref _client, null);
        if (client is not null)
            await client.DisposeAsync();
    }

    private async Task ConnectAsync()
    {
        var client = await TestClient.ConnectAsync(_port);
        client.Heard = heard => _ = HearAsync(client, heard);
        foreach (var topic in _isShelly ? new[] { $"{_topic}/command/#", $"{_topic}/rpc" } : [$"cmnd/{_topic}/#"])
            await client.SubscribeAsync(topic);
        _client = client;
    }

    private async Task HearAsync(TestClient client, Received heard)
    {
        var wrong = Wrong;
        if (wrong is Wrong.Silent or Wrong.Restarting)
            return;
        if (wrong == Wrong.Slow)
            await Task.Delay(TimeSpan.FromSeconds(2), Clock);
        var isQuery = heard.Payload == "status_update" || heard.Topic.EndsWith("/STATUS", StringComparison.Ordinal);
        if (!isQuery)
        {
            if (wrong != Wrong.Refusing)
                Obey(heard);
            if (wrong == Wrong.BreaksMidWrite)
                await DisposeAsync();
            return;
        }
        var status = _isShelly ? ShellyStatus(wrong) : TasmotaStatus(wrong);
        if (wrong == Wrong.Nonsense)
            status = "online";
        if (wrong == Wrong.Half)
            status = status[..(status.Length / 2)];
        try
        {
            await client.PublishAsync(_isShelly ? $"{_topic}/status/switch:0" : $"stat/{_topic}/STATUS0", status);
        }
        catch (Exception) when (!client.IsConnected)
        {
            // It restarts.
        }
    }

    private void Obey(Received heard)
    {
        if (!_isShelly)
        {
            Switch(heard.Payload == "ON", null);
            return;
        }
        using var request = JsonDocument.Parse(heard.Payload);
        var wanted = request.RootElement.GetProperty("params");
        Switch(wanted.GetProperty("on").GetBoolean(), wanted.TryGetProperty("toggle_after", out var seconds) ? seconds.GetDouble() : null);
    }

    private string Watts(Wrong wrong) => wrong == Wrong.Sentinel ? "4294967295" : (1000 * PowerKw).ToString(CultureInfo.InvariantCulture);

    private string TasmotaStatus(Wrong wrong) =>
        $$"""{"Status":{"Module":1},"StatusSNS":{"ENERGY":{"Total":3.185,"Power":{{Watts(wrong)}} } },"StatusSTS":{"POWER":"{{(IsOn ? "ON" : "OFF")}}"} }""";

    private string ShellyStatus(Wrong wrong) =>
        $$"""{"id":0,"source":"mqtt","output":{{(IsOn ? "true" : "false")}},"apower":{{Watts(wrong)}},"voltage":230.1}""";
}
