using System.Text;
using System.Text.Json;
using DrEvents.Cli.Monitoring;
using DrEvents.Cli.Tests.Surroundings;
using static DrEvents.Cli.Tests.Surroundings.MonitorInput;

namespace DrEvents.Cli.Tests;

/// <summary>The monitor for programs: one JSON object a line, whatever comes.</summary>
public class MonitorJsonTests
{
    [Fact]
    public void json_lines_hold_the_payload_as_it_was_on_one_line()
    {
        var shell = new TestShell();
        var feed = Feed(shell, asJson: true);

        feed.Take(
            Message("volttron/metering", "{ \"venId\": \"ven-1\",\n \"timestamp\":1784023200, \"usedPowerKw\": 1.50, \"odd\": [1e2] }")
        );

        shell
            .Out.Lines.ShouldHaveSingleItem()
            .ShouldBe(
                """{"receivedAt":"2026-07-14T10:00:00+00:00","topic":"volttron/metering","kind":"telemetry","venId":"ven-1","payload":{"venId":"ven-1","timestamp":1784023200,"usedPowerKw":1.50,"odd":[1e2]}}"""
            );
    }

    [Theory]
    [InlineData("plain words")]
    [InlineData("{\"a\":")]
    [InlineData("")]
    public void json_lines_hold_text_that_is_no_json_as_a_string_and_say_why(string payload)
    {
        var line = JsonOf(Encoding.UTF8.GetBytes(payload));

        line.GetProperty("payload").GetString().ShouldBe(payload);
        line.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void json_lines_hold_bytes_that_are_no_text_in_base64()
    {
        byte[] payload = [0xff, 0xfe, 0x00];

        JsonOf(payload).GetProperty("payloadBase64").GetBytesFromBase64().ShouldBe(payload);
        // JSON around bytes that are no UTF-8 must not break the line either.
        JsonOf([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]).TryGetProperty("payloadBase64", out _).ShouldBeTrue();
    }

    [Fact]
    public void no_bytes_whatever_stop_the_monitor()
    {
        var shell = new TestShell();
        Feed[] feeds = [Feed(shell), Feed(shell, asJson: true)];
        var random = new Random(17);
        string[] topics = ["ven/cmd/v", "ven/ack/v", "ven/telemetry/v", "oadr/meter/v", "volttron/metering", "ven/loads/v", "ven/status/v"];
        byte[] seed =
        [
            .. """{"op":"event","correlationId":"c","ok":true,"status":"online","venId":"v","timestamp":1,"usedPowerKw":1,"loads":[{"id":"l"}],"data":{"until":1}}"""u8,
        ];

        for (var i = 0; i < 4_000; i++)
        {
            var bytes = seed[..random.Next(seed.Length + 1)];
            for (var flips = random.Next(6); flips > 0 && bytes.Length > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var message = new BrokerMessage(topics[i % topics.Length], bytes, false, TestShell.Now);
            foreach (var feed in feeds)
                feed.Take(message);
        }

        foreach (var line in shell.Out.Lines.Where(line => line.StartsWith('{')))
            JsonDocument.Parse(line).Dispose();
    }

    private static JsonElement JsonOf(byte[] payload)
    {
        var shell = new TestShell();
        Feed(shell, asJson: true).Take(new BrokerMessage("ven/ack/ven-1", payload, false, TestShell.Now));
        return JsonDocument.Parse(shell.Out.Lines.ShouldHaveSingleItem()).RootElement;
    }
}
