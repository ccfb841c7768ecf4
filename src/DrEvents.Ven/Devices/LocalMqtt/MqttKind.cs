using System.Globalization;
using DrEvents.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.LocalMqtt;

/// <summary>Devices and meters that speak over the home's own MQTT broker: topics, paths and what to say are data.</summary>
internal sealed class MqttKind : IDeviceKind
{
    private const int ChannelMax = 64;

    private readonly Dictionary<string, LocalBroker> _brokers = new(StringComparer.Ordinal);

    public string Name => "mqtt";

    public Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load)
    {
        var profiled = Fields(fields);
        var broker = Broker(fields.Object("broker"));
        var topics = Topics(profiled, broker);
        var map = DeviceMap.Read(profiled);
        var commands = SwitchCommands.Read(profiled, load);
        foreach (var name in (string[])["on", "off", "setLimit", "clearLimit"])
            Message(profiled, name);
        if (topics is null)
            return null;
        return context =>
        {
            broker.Join(context.Time);
            return new MqttDevice(new MqttTalk(broker, topics, context.Time), map, commands, load.RatedKw);
        };
    }

    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields)
    {
        var profiled = Fields(fields);
        var broker = Broker(fields.Object("broker"));
        var topics = Topics(profiled, broker);
        var map = MeterMap.Read(profiled);
        var interval = TimeSpan.FromSeconds(fields.Number("readIntervalS", 2, 0.5, 60));
        if (topics is null)
            return null;
        return context =>
        {
            broker.Join(context.Time);
            return new MqttMeter(new MqttTalk(broker, topics, context.Time), map, interval);
        };
    }

    /// <summary>The connection to a broker, which all that name it share.</summary>
    internal LocalBroker Broker(StrictFields fields)
    {
        var address = new BrokerAddress(
            fields.TextOrNone("host") ?? "localhost",
            fields.Whole("port", fields.Flag("tls") ? BrokerPorts.Tls : BrokerPorts.Plain, 1, 65_535)
        )
        {
            IsTls = fields.Flag("tls"),
            CaFile = fields.TextOrNone("caFile"),
            UserName = fields.TextOrNone("user"),
            Password = SecretFile.Read(fields),
        };
        fields.EndOfFields();
        var key = $"{address}|{address.UserName}|{address.CaFile}";
        if (!_brokers.TryGetValue(key, out var broker))
            _brokers[key] = broker = new LocalBroker(address);
        return broker;
    }

    private static ProfiledFields Fields(StrictFields fields)
    {
        var profiled = new ProfiledFields(fields, "mqtt");
        profiled.Fix("channel", fields.Whole("channel", 0, 0, ChannelMax).ToString(CultureInfo.InvariantCulture));
        if (fields.TextOrNone("topic") is { } topic)
            profiled.Fix("topic", topic);
        return profiled;
    }

    private static MqttTopics? Topics(ProfiledFields fields, LocalBroker broker)
    {
        var (state, power) = (fields.Text("stateTopic"), fields.Text("powerTopic"));
        var query = Message(fields, "query");
        var oldest = TimeSpan.FromSeconds(fields.File.Number("staleAfterS", 60, 1, 86_400));
        if (state is null)
            fields.File.Fail("stateTopic", "missing");
        foreach (var topic in ((string?[])[state, power]).OfType<string>())
        {
            if (topic.Contains("{topic}", StringComparison.Ordinal))
                fields.File.Fail("topic", "missing: the device's own name, which its topics have in them");
            else if (topic.AsSpan().ContainsAny('+', '#'))
                fields.File.Fail("stateTopic", $"'{topic}' has a wildcard in it");
        }
        return state is null ? null : new MqttTopics(broker.Listen(state), broker.Listen(power ?? state), query, oldest);
    }

    private static MqttTemplate? Message(ProfiledFields fields, string name)
    {
        if (fields.Text(name) is not { } text)
            return null;
        if (MqttTemplate.Parse(text) is { } template)
            return template;
        fields.File.Fail(name, $"'{text}' is no topic and payload with a space between");
        return null;
    }
}

/// <summary>Where a device speaks.</summary>
/// <param name="State">The topic of its state.</param>
/// <param name="Power">The topic of its power, which may be the same.</param>
/// <param name="Query">What makes it speak; null where it does by itself.</param>
/// <param name="Oldest">So old may be what it said by itself.</param>
internal sealed record MqttTopics(LocalTopic State, LocalTopic Power, MqttTemplate? Query, TimeSpan Oldest);

/// <summary>A message as <c>topic payload</c>.</summary>
internal sealed record MqttTemplate(string Topic, string Payload)
{
    /// <summary>The message; null where it is none.</summary>
    public static MqttTemplate? Parse(string text)
    {
        var parts = text.Split(' ', 2);
        return parts.Length == 2 && parts[0].Length > 0 && !parts[0].AsSpan().ContainsAny('+', '#') ? new(parts[0], parts[1]) : null;
    }
}
