using System.Globalization;
using System.Text;
using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>
/// Messages of devices over HTTP and MQTT that were changed at random: each is refused as a device's fault, or read as numbers that are some.
/// <c>DREVENTS_MALFORMED</c> is how many of each there are (3,000 by default).
/// </summary>
public sealed class MalformedMessageTests
{
    internal static readonly int Messages = int.Parse(
        Environment.GetEnvironmentVariable("DREVENTS_MALFORMED") is { Length: > 0 } count ? count : "3000",
        CultureInfo.InvariantCulture
    );

    private static readonly string[] Pieces =
    [
        "\\ud800",
        "\\udfff",
        "\\u0000",
        "\"",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "null",
        "1e999",
        "-1e308",
        "NaN",
        "0x10",
        "\u0000",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    [Theory]
    [InlineData("http", "shelly2", """{"id":0,"output":true,"apower":1850.0,"voltage":229.8,"temperature":{"tC":41.2}}""")]
    [InlineData("http", "tasmota", """{"StatusSNS":{"ENERGY":{"Power":[1843,12]}},"StatusSTS":{"POWER1":"ON","POWER2":"OFF"}}""")]
    [InlineData("http", "homeassistant", """{"entity_id":"switch.boiler","state":"on","attributes":{"friendly_name":"Boiler"}}""")]
    [InlineData("mqtt", "shelly2", """{"id":0,"source":"MQTT","output":true,"apower":1850.0,"aenergy":{"total":11.5}}""")]
    [InlineData("mqtt", "tasmota", """{"StatusSNS":{"ENERGY":{"Power":1843}},"StatusSTS":{"POWER":"ON"}}""")]
    public void A_device_that_says_anything_is_read_as_numbers_or_not_at_all(string kind, string profile, string good)
    {
        var map = DeviceMap.Read(Fields(kind, profile));
        ShouldBeRefusedOrRead(
            Encoding.UTF8.GetBytes(good),
            message =>
            {
                var reading = map.ReadingOf(message, message, ratedKw: 2);
                (reading.PowerKw is not null || reading.IsOn is not null).ShouldBeTrue();
                (reading.PowerKw is null || double.IsFinite(reading.PowerKw.Value)).ShouldBeTrue();
            }
        );
    }

    [Theory]
    [InlineData("shelly3em", """{"emeters":[{"power":1012.5},{"power":-340.25},{"power":27.75}],"total_power":700.0}""")]
    [InlineData("shellypro3em", """{"id":0,"a_act_power":1012.5,"b_act_power":-340.25,"c_act_power":27.75,"total_act_power":700.0}""")]
    [InlineData("homeassistantmeter", """{"entity_id":"sensor.grid","state":"700.0","attributes":{"unit_of_measurement":"W"}}""")]
    public void A_meter_that_says_anything_is_read_as_numbers_or_not_at_all(string profile, string good)
    {
        var map = MeterMap.Read(Fields("http", profile));
        ShouldBeRefusedOrRead(Encoding.UTF8.GetBytes(good), message => double.IsFinite(map.ReadingOf(message).PowerKw).ShouldBeTrue());
    }

    private static void ShouldBeRefusedOrRead(byte[] good, Action<byte[]> read)
    {
        read(good);
        var random = new Random(16);
        var refused = 0;
        for (var i = 0; i < Messages; i++)
        {
            var message = Mutant(random, good);
            try
            {
                read(message);
            }
            catch (DeviceException)
            {
                refused++;
            }
        }
        refused.ShouldBeGreaterThan(Messages / 10);
    }

    private static byte[] Mutant(Random random, byte[] good)
    {
        var at = random.Next(good.Length);
        switch (random.Next(5))
        {
            case 0:
                return good[..at];
            case 1:
                var noise = new byte[random.Next(1, 600)];
                random.NextBytes(noise);
                return noise;
            case 2:
                var piece = Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]);
                return [.. good[..at], .. piece, .. good[random.Next(at, good.Length)..]];
            default:
                var bytes = good.ToArray();
                for (var changes = random.Next(1, 8); changes > 0; changes--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }

    private static ProfiledFields Fields(string kind, string profile) =>
        new(new StrictFields(JsonDocument.Parse($$"""{"profile":"{{profile}}"}""").RootElement, "driver", []), kind);
}
