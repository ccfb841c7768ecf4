using System.Text;
using DrEvents.Contracts;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Hostile.Tests.Mqtt;

/// <summary>A message on its way to the broker.</summary>
internal sealed record Message(string Topic, byte[] Payload);

/// <summary>Messages of VENs that are broken, mad or evil; the same ones for the same random numbers.</summary>
internal static class HostileMessages
{
    /// <summary>Few, so that it is the messages that are many and not the fleet.</summary>
    private const int Vens = 60;

    private const string Sample = """
        {"schemaVersion":"1.0","venId":"@","timestamp":1760781600,"usedPowerKw":4.25,"shedPowerKw":1.5,"requestedReductionKw":2,
         "eventId":"evt-1a2b3c4d","baselinePowerKw":5.75,"batterySoc":0.5,"message_num":42,"panelVoltage":240,
         "loads":[{"id":"ev","name":"Charger","type":"ev","capacityKw":7.2,"currentPowerKw":3.6,"enabled":true,"priority":1}]}
        """;

    private const string OldSample = """
        {"venId":"@","ts":1760781600.5,"power_kw":4.25,"shed_kw":1.5,"base_power_kw":5.75,"active_event":"x","batterySOC":50,
         "circuits":[{"loadId":"ev","currentPowerKw":3.6},{"loadId":"heater","currentPowerKw":0}]}
        """;

    private const string Loads = """
        {"venId":"@","timestamp":1760781600,"loads":[{"id":"ev","name":"Charger","type":"ev","rated_kw":7.2,"currentPowerKw":1,"priority":1},{"id":"b"}]}
        """;

    private const string Ack = """
        {"op":"shedPanel","correlationId":"evt-1a2b3c4d.1.00000000","ok":true,"ts":1760781600,"venId":"@",
         "data":{"event_id":"evt-1a2b3c4d","targetKw":1,"acceptedReduceKw":1,"until":1760785200,"restored":["a"],"circuitsCurtailed":[{"id":"a","curtailed_kw":1}]}}
        """;

    private const string OldAck = """
        {"op":"event","status":"accepted","event_id":"evt-1a2b3c4d","requested_shed_kw":1,"actual_shed_kw":1,"ts":1760781600,"correlationId":"cmd-x",
         "circuits_curtailed":[{"id":"a","name":"b","breaker_amps":1,"original_kw":1,"curtailed_kw":1,"final_kw":0,"critical":false}]}
        """;

    private const string Status = """{"status":"online","ts":1760781600,"report_interval_seconds":10,"venId":"@"}""";

    private const string Shadow =
        """{"state":{"reported":{"ven":{"venId":"@","enabled":true},"loads":[]},"desired":{"x":1}},"version":1,"clientToken":"t"}""";

    /// <summary>What a VEN sends by itself, each with the topics on which it belongs.</summary>
    private static readonly (string Json, Func<string, string>[] Topics)[] Bases =
    [
        (Sample, [Topics.Telemetry, Topics.Meter, _ => Topics.SharedMetering]),
        (OldSample, [Topics.Telemetry, Topics.Meter, _ => Topics.SharedMetering]),
        (Loads, [Topics.Loads]),
        (Ack, [Topics.Ack]),
        (OldAck, [Topics.Ack]),
        (Status, [Topics.Status]),
        (Shadow, [v => ShadowTopics.Request(v, "update"), v => ShadowTopics.Request(v, "get"), v => ShadowTopics.Request(v, "delete")]),
    ];

    private static readonly byte[][] NoMessages =
    [
        [],
        "null"u8.ToArray(),
        "[]"u8.ToArray(),
        "\"\""u8.ToArray(),
        "42"u8.ToArray(),
        "{}"u8.ToArray(),
        "<telemetry/>"u8.ToArray(),
        "GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
        [0, 0, 0, 0],
        [0xFF, 0xFE, 0x7B, 0],
        Encoding.Unicode.GetBytes("{\"ts\":1760781600,\"power_kw\":1}"),
        Encoding.ASCII.GetBytes(new string('[', 60_000)),
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 20_000))),
        Encoding.ASCII.GetBytes("{\"a\":\"" + new string('b', 100_000)),
        Encoding.ASCII.GetBytes("{\"ts\":1760781600,\"power_kw\":" + new string('9', 100_000) + "}"),
    ];

    /// <summary>VEN ids that are none, in topics that the backend's filters match.</summary>
    private static readonly string[] NoIds =
    [
        "",
        " ",
        "a b",
        "a.b",
        "ünïcode",
        "🔌",
        "\u202Eevil",
        "'; drop table x; --",
        "<script>",
        "%2e%2e",
        "..",
        new string('x', 129),
    ];

    private static readonly Func<string, string>[] OwnTopics = [Topics.Telemetry, Topics.Meter, Topics.Loads, Topics.Ack, Topics.Status];

    /// <summary>The next message.</summary>
    public static Message Next(Random random)
    {
        var venId = $"hostile-{random.Next(Vens)}";
        var (json, topics) = random.Any(Bases);
        var topic = random.Any(topics)(venId);
        json = json.Replace("@", venId, StringComparison.Ordinal);
        return random.Next(10) switch
        {
            < 4 => new Message(topic, Encoding.UTF8.GetBytes(HostileValues.WithOneReplaced(json, random).Json)),
            < 7 => new Message(topic, Damage.Of(Encoding.UTF8.GetBytes(json), random)),
            7 => new Message(topic, random.Any(NoMessages)),
            8 => new Message(random.Any(OwnTopics)(random.Any(NoIds)), Encoding.UTF8.GetBytes(json)),
            _ => Absurd(venId, random),
        };
    }

    /// <summary>Right in form, absurd in what it says.</summary>
    private static Message Absurd(string venId, Random random)
    {
        var text = random.Any(HostileValues.JsonTexts);
        return random.Next(7) switch
        {
            0 => Of(
                Topics.Telemetry(venId),
                $$"""{"power_kw":{{random.Next(-1_000_000, 1_000_000)}},"ts":{{random.Next(946_684_800, int.MaxValue)}} }"""
            ),
            1 => Of(
                Topics.Loads(venId),
                $$"""{"ts":1760781600,"loads":[{"id":{{text}},"name":{{text}}},{"id":{{text}},"type":{{text}}}]}"""
            ),
            2 => Of(Topics.Ack(venId), $$"""{"op":{{text}},"ok":true,"correlationId":{{text}},"event_id":{{text}},"error":{{text}} }"""),
            3 => Of(Topics.Ack(venId), $$$"""{"op":"get","ok":true,"data":{"config":[{{{text}}},"\u0000","\ud800"]}}"""),
            4 => Of(Topics.Telemetry(venId), $$"""{"venId":"hostile-{{Vens}}","ts":1760781600,"power_kw":1}"""),
            5 => Of(Topics.Status(venId), $$"""{"status":"online","report_interval_seconds":{{random.Next(-5, 100_000)}} }"""),
            _ => Of(Topics.Loads(venId), $$"""{"ts":1760781600,"loads":[{{ManyLoads(random.Next(400, 700))}}]}"""),
        };
    }

    private static Message Of(string topic, string json) => new(topic, Encoding.UTF8.GetBytes(json));

    private static string ManyLoads(int count) =>
        string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"id":"l{{i % 500}}","currentPowerKw":{{i}} }"""));
}
