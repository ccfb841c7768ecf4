using System.Text;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>Devices at a mosquitto of their own, which speak as their makers describe it.</summary>
public sealed class MqttDeviceTests
{
    [Fact]
    public async Task A_tasmota_and_a_shelly_share_a_connection_are_read_and_shed_and_given_back()
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed.");
        await using var broker = await MosquittoBroker.StartNewAsync();
        await using var tasmota = await MqttSwitch.TasmotaAsync(broker.Port, "tasmota_1A2B");
        await using var shelly = await MqttSwitch.ShellyAsync(broker.Port, "shellyplus1pm-a8032abe54dc");
        var loads = Build(
            broker.Port,
            """ "profile":"tasmota","topic":"tasmota_1A2B" """,
            """ "profile":"shelly2","topic":"shellyplus1pm-a8032abe54dc" """
        );
        var devices = new DeviceSet(loads);
        devices.Start(new Silent(), [], DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => loads.All(l => Readout(l).PowerKw == 1.85), "both are read");
        foreach (var load in loads)
            load.LimitTo(0, DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => loads.All(l => Readout(l).Device!.IsActuated), "both are off, and that is read back");
        (tasmota.IsOn, shelly.IsOn).ShouldBe((false, false));
        shelly.Said.ShouldContain(s => s.Contains("\"toggle_after\":180", StringComparison.Ordinal));
        Readout(loads[0]).Device!.Forgetting.ShouldBe(LimitForgetting.ByWatchdog);
        Readout(loads[1]).Device!.Forgetting.ShouldBe(LimitForgetting.ByDevice);

        await broker.KillAsync();
        await Eventually.HoldsAsync(() => loads.All(l => Readout(l).Device!.State == DeviceState.Unreachable), "the broker is away");
        foreach (var load in loads)
            load.Release(DateTimeOffset.UtcNow);
        await broker.StartAsync();
        await tasmota.ConnectAsync();
        await shelly.ConnectAsync();
        await Eventually.HoldsAsync(() => tasmota.IsOn && shelly.IsOn, "what was wanted meanwhile is told when they are back");
        await devices.EndAsync();
    }

    [Fact]
    public async Task A_device_that_speaks_by_itself_is_stale_when_it_does_not()
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed.");
        await using var broker = await MosquittoBroker.StartNewAsync();
        await using var client = await TestClient.ConnectAsync(broker.Port);
        await client.PublishAsync("home/boiler", """{"p":1.5,"s":"ON"}""", retain: true);
        var loads = Build(
            broker.Port,
            """ "stateTopic":"home/boiler","power":"p","powerUnit":"kW","state":"s","on":"home/boiler/set ON","off":"home/boiler/set OFF","staleAfterS":2,"readIntervalS":0.5 """
        );
        var devices = new DeviceSet(loads);
        devices.Start(new Silent(), [], DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(
            () => Readout(loads[0]).Device!.State == DeviceState.Stale,
            "what the broker had kept is of nobody knows when"
        );
        await Eventually.HoldsAsync(
            async () =>
            {
                await client.PublishAsync("home/boiler", """{"p":1.5,"s":"ON"}""");
                return Readout(loads[0]).Device!.State == DeviceState.Ok;
            },
            "it speaks"
        );
        Readout(loads[0]).PowerKw.ShouldBe(1.5);
        await Eventually.HoldsAsync(() => Readout(loads[0]).Device!.State == DeviceState.Stale, "it is silent");
        await devices.EndAsync();
    }

    private static IReadOnlyList<ILoad> Build(int port, params string[] drivers)
    {
        var loads = drivers.Select(
            (d, n) =>
                $$"""{"id":"b{{n}}","name":"B","type":"water_heater","ratedKw":2,"driver":{"kind":"mqtt","broker":{"host":"127.0.0.1","port":{{port}}},{{d}}} }"""
        );
        var (home, errors) = HomeReader.Read(Encoding.UTF8.GetBytes($$"""{"name":"x","loads":[{{string.Join(",", loads)}}]}"""));
        errors.ShouldBeEmpty();
        return home!.Build(1, new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance));
    }

    private static LoadReadout Readout(ILoad load) => load.MeasureAt(DateTimeOffset.UtcNow);

    private sealed class Silent : IDeviceListener
    {
        public void StateChanged(string loadId, DeviceState state, string? reason) { }

        public void Held(string loadId, bool isHeld) { }

        public void SetByHand(string loadId, string what) { }
    }
}
