using System.Globalization;
using System.Text;
using DrEvents.Ven.Benchmarks.Devices;
using MQTTnet;
using MQTTnet.Protocol;

namespace DrEvents.Ven.Benchmarks.Mqtt;

/// <summary>A Tasmota at the home's broker.</summary>
internal sealed class MqttSwitch : IDisposable
{
    public const string Name = "boiler";
    public const string Topic = "tasmota_1A2B";
    public const double Kw = 1.85;

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private volatile bool _isOn = true;

    private MqttSwitch(Moves moves) =>
        _client.ApplicationMessageReceivedAsync += e =>
        {
            if (e.ApplicationMessage.Topic.EndsWith("/STATUS", StringComparison.Ordinal))
                return SayAsync();
            _isOn = e.ApplicationMessage.ConvertPayloadToString() == "ON";
            moves.Note(Name, !_isOn);
            return Task.CompletedTask;
        };

    /// <summary>What it draws now.</summary>
    public double PowerKw => _isOn ? Kw : 0;

    public static async Task<MqttSwitch> ConnectAsync(Moves moves, int port)
    {
        var device = new MqttSwitch(moves);
        await device._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("tasmota").Build());
        await device._client.SubscribeAsync($"cmnd/{Topic}/#", MqttQualityOfServiceLevel.AtLeastOnce);
        return device;
    }

    public void Dispose() => _client.Dispose();

    private Task<MqttClientPublishResult> SayAsync()
    {
        var watts = (1000 * PowerKw).ToString(CultureInfo.InvariantCulture);
        var state = _isOn ? "ON" : "OFF";
        var text =
            $$"""{"Status":{"Module":1},"StatusSNS":{"ENERGY":{"Total":3.185,"Power":{{watts}}} },"StatusSTS":{"POWER":"{{state}}"} }""";
        return _client.PublishAsync(
            new MqttApplicationMessageBuilder().WithTopic($"stat/{Topic}/STATUS0").WithPayload(Encoding.UTF8.GetBytes(text)).Build()
        );
    }
}
