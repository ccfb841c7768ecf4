using System.Text.Json;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>A switch at a broker, which answers by its maker's description: Tasmota's commands, or Shelly's RPC and control topics.</summary>
internal sealed class MqttSwitch : IAsyncDisposable
{
    private readonly int _port;
    private readonly string[] _topics;
    private readonly Func<MqttSwitch, Received, Task> _answer;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    private MqttSwitch(int port, string[] topics, Func<MqttSwitch, Received, Task> answer) =>
        (_port, _topics, _answer) = (port, topics, answer);

    public bool IsOn { get; private set; } = true;

    /// <summary>What it was told.</summary>
    public List<string> Said { get; } = [];

    private TestClient Client { get; set; } = null!;

    public static async Task<MqttSwitch> TasmotaAsync(int port, string topic)
    {
        var device = new MqttSwitch(
            port,
            [$"cmnd/{topic}/#"],
            (self, heard) =>
            {
                if (heard.Topic.EndsWith("/STATUS", StringComparison.Ordinal))
                    return self.Client.PublishAsync($"stat/{topic}/STATUS0", self.TasmotaStatus());
                self.IsOn = heard.Payload == "ON";
                return self.Client.PublishAsync($"stat/{topic}/RESULT", $$"""{"POWER":"{{heard.Payload}}"}""");
            }
        );
        await device.ConnectAsync();
        return device;
    }

    public static async Task<MqttSwitch> ShellyAsync(int port, string topic)
    {
        var device = new MqttSwitch(
            port,
            [$"{topic}/command/#", $"{topic}/rpc"],
            (self, heard) =>
            {
                if (heard.Payload == "status_update")
                    return self.Client.PublishAsync($"{topic}/status/switch:0", self.ShellyStatus());
                using var request = JsonDocument.Parse(heard.Payload);
                var wasOn = self.IsOn;
                self.IsOn = request.RootElement.GetProperty("params").GetProperty("on").GetBoolean();
                var (id, from) = (request.RootElement.GetProperty("id").GetInt32(), request.RootElement.GetProperty("src").GetString());
                return self.Client.PublishAsync(
                    $"{from}/rpc",
                    $$"""{"id":{{id}},"src":"{{topic}}","dst":"{{from}}","result":{"was_on":{{(wasOn ? "true" : "false")}}} }"""
                );
            }
        );
        await device.ConnectAsync();
        return device;
    }

    /// <summary>Connects, or connects again.</summary>
    public async Task ConnectAsync()
    {
        if (Client is { } before)
            await before.DisposeAsync();
        Client = await TestClient.ConnectAsync(_port);
        foreach (var topic in _topics)
            await Client.SubscribeAsync(topic);
        _running = RunAsync(Client);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Client.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync(TestClient client)
    {
        for (var heard = 0; !_stopping.IsCancellationRequested && ReferenceEquals(client, Client); )
        {
            var messages = client.Messages;
            for (; heard < messages.Count; heard++)
            {
                lock (Said)
                    Said.Add(messages[heard].Payload);
                await _answer(this, messages[heard]);
            }
            await Task.Delay(10, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string TasmotaStatus() =>
        $$"""{"Status":{"Module":1,"DeviceName":"Boiler","Topic":"tasmota_1A2B","Power":1},"StatusSNS":{"Time":"2026-07-01T12:00:00","ENERGY":{"TotalStartTime":"2025-01-01T00:00:00","Total":3.185,"Yesterday":3.058,"Today":0.127,"Power":{{(IsOn ? 1850 : 0)}},"ApparentPower":1860,"Factor":0.99,"Voltage":230,"Current":8.087} },"StatusSTS":{"Time":"2026-07-01T12:00:00","Uptime":"0T01:23:45","POWER":"{{(IsOn ? "ON" : "OFF")}}"} }""";

    private string ShellyStatus() =>
        $$"""{"id":0,"source":"mqtt","output":{{(IsOn ? "true" : "false")}},"apower":{{(IsOn ? "1850.0" : "0.0")}},"voltage":230.1,"current":8.04,"aenergy":{"total":99.5,"by_minute":[0,0,0],"minute_ts":1760781600},"temperature":{"tC":38.1,"tF":100.6} }""";
}
