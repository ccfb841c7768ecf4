using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Http;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Tests.Devices.Commissioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>Profiles of HTTP with the answers that their makers document.</summary>
public sealed class HttpProfileTests
{
    private static readonly TimeSpan Any = TimeSpan.FromMinutes(3);

    /// <summary>Shelly's API reference of the first generation, "Shelly 3EM: /status".</summary>
    private const string Shelly3Em = """
        {"wifi_sta":{"connected":true,"ssid":"home","ip":"192.168.1.21","rssi":-61},"time":"12:34","unixtime":1760781600,"relays":[{"ison":false,"has_timer":false}],
         "emeters":[
          {"power":1012.5,"pf":0.98,"current":4.49,"voltage":229.8,"is_valid":true,"total":1234.5,"total_returned":12.0},
          {"power":-340.25,"pf":-0.91,"current":1.62,"voltage":230.6,"is_valid":true,"total":988.1,"total_returned":410.3},
          {"power":27.75,"pf":0.4,"current":0.3,"voltage":231.1,"is_valid":true,"total":101.0,"total_returned":0.0}],
         "total_power":700.0,"fs_mounted":true,"update":{"status":"idle"} }
        """;

    /// <summary>Tasmota's "Status 0" of a plug with a meter, by its documentation of commands and of JSON status responses.</summary>
    private const string Tasmota = """
        {"Status":{"Module":45,"DeviceName":"Boiler","Topic":"tasmota_1A2B","Power":1},
         "StatusSNS":{"Time":"2026-07-01T12:00:00","ENERGY":{"TotalStartTime":"2025-01-01T00:00:00","Total":412.781,"Yesterday":3.1,"Today":1.2,"Power":1843,
          "ApparentPower":1850,"ReactivePower":160,"Factor":1.0,"Voltage":229,"Current":8.05}},
         "StatusSTS":{"Time":"2026-07-01T12:00:00","Uptime":"3T02:11:04","Heap":25,"SleepMode":"Dynamic","POWER":"ON","Wifi":{"AP":1,"SSId":"home","RSSI":78}}}
        """;

    /// <summary>The same of a device with two channels, which names its switches and lists its powers.</summary>
    private const string TasmotaOfTwo = """
        {"StatusSNS":{"ENERGY":{"Total":412.781,"Power":[1843,12],"Current":[8.05,0.05]}},"StatusSTS":{"POWER1":"OFF","POWER2":"ON"}}
        """;

    [Fact]
    public async Task A_Shelly_3EM_tells_the_power_of_all_phases_and_of_each()
    {
        await using var shelly = new OneAnswer(Shelly3Em);
        await using var meter = new HttpKind().ReadMeter(Fields("shelly3em", shelly)).ShouldNotBeNull()(Context);
        var reading = await meter.ReadAsync(default);
        reading.PowerKw.ShouldBe(0.7, 1e-9);
        reading.L1Kw!.Value.ShouldBe(1.0125, 1e-9);
        reading.L2Kw!.Value.ShouldBe(-0.34025, 1e-9);
        reading.L3Kw!.Value.ShouldBe(0.02775, 1e-9);
        shelly.Asked.ShouldBe(["/status"]);
    }

    [Fact]
    public async Task A_Tasmota_is_read_and_switched()
    {
        await using var tasmota = new OneAnswer(Tasmota);
        await using var plug = Plug(tasmota);
        var reading = await plug.ReadAsync(default);
        reading.PowerKw!.Value.ShouldBe(1.843, 1e-9);
        reading.IsOn.ShouldBe(true);
        await plug.LimitAsync(0, Any, default);
        await plug.LimitAsync(null, Any, default);
        tasmota.Asked.ShouldBe(["/cm?cmnd=Status%200", "/cm?cmnd=Power1%20Off", "/cm?cmnd=Power1%20On"]);
        plug.Traits.Forgetting.ShouldBe(LimitForgetting.ByWatchdog);
    }

    [Fact]
    public async Task A_Tasmota_of_two_channels_is_read_by_its_first()
    {
        await using var tasmota = new OneAnswer(TasmotaOfTwo);
        await using var plug = Plug(tasmota);
        var reading = await plug.ReadAsync(default);
        reading.PowerKw!.Value.ShouldBe(1.843, 1e-9);
        reading.IsOn.ShouldBe(false);
    }

    private static IDeviceDriver Plug(OneAnswer tasmota) =>
        new HttpKind()
            .ReadDevice(Fields("tasmota", tasmota), new LoadDescription("b", "B", LoadTypes.WaterHeater, 2, Priority: 1))
            .ShouldNotBeNull()(Context);

    private static DeviceContext Context => new(TimeProvider.System, NullLoggerFactory.Instance);

    private static StrictFields Fields(string profile, OneAnswer device) =>
        new(JsonDocument.Parse($$"""{"profile":"{{profile}}","url":"{{device.Url}}"}""").RootElement, "driver", []);
}
