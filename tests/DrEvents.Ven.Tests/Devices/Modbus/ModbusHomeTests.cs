using System.Text;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Tests.Devices.Meters;
using DrEvents.Ven.Tests.Devices.SunSpec;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.Modbus;

/// <summary>A home with a charger and an inverter on one line of Modbus and a P1 meter, from its file to the registers.</summary>
public sealed class ModbusHomeTests
{
    [Fact]
    public async Task A_home_with_Modbus_devices_and_a_P1_meter_is_read_and_limited_as_its_file_says()
    {
        var registers = SunSpecDriverTests.Inverter(new SunSpecChain()).Build(1);
        registers.With(2, "input", 5, 7, 110, 110, 110, 215, 230, 230, 230, 1, 7500, 0, 0, 0, 0);
        await using var server = await ModbusServer.StartAsync(registers.With(2, "holding", 257, 15_000, 4, 1, 0, 160, 160));
        await using var p1 = new FakeDevice(
            async (stream, end) =>
            {
                using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
                while (await every.WaitForNextTickAsync(end))
                    await stream.WriteAsync(P1.OfKw(3.3), end);
            }
        );
        var (home, errors) = HomeReader.Read(
            Encoding.UTF8.GetBytes(
                $$"""
                {
                  "name": "Garage",
                  "meter": { "kind": "dsmr", "address": "tcp://127.0.0.1:{{p1.Port}}" },
                  "loads": [
                    { "id": "ev", "name": "Charger", "type": "ev", "ratedKw": 11,
                      "driver": { "kind": "modbus", "address": "{{server.Address}}", "unit": 2, "map": "heidelberg-energy-control" } },
                    { "id": "pv", "name": "Roof", "type": "pv", "ratedKw": 10, "driver": { "kind": "sunspec", "address": "{{server.Address}}" } }
                  ]
                }
                """
            )
        );
        errors.ShouldBeEmpty();
        var loads = home!.Build(1, new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance));
        var charger = loads[0].ShouldBeOfType<DeviceLoad>();
        try
        {
            foreach (var load in loads.OfType<IRunsByItself>())
                load.Start(new Nobody());
            await Eventually.HoldsAsync(
                () => loads.All(l => l.MeasureAt(Now).Device?.State == DeviceState.Ok) && loads[2].MeasureAt(Now).PowerKw != 0,
                "charger, inverter and meter are read"
            );
            charger.MeasureAt(Now).PowerKw.ShouldBe(7.5);
            loads[1].MeasureAt(Now).PowerKw.ShouldBe(-4.2, 1e-6);
            loads[2].ShouldBeOfType<RestLoad>().Newest!.Value.PowerKw.ShouldBe(3.3, 1e-9);

            charger.LimitTo(5, Now);
            await Eventually.HoldsAsync(() => charger.MeasureAt(Now).Device!.IsActuated, "the limit is on the charger and was read back");
            (await server.GetAsync(2, "holding", 261, 1)).ShouldBe([72]);
            charger.MeasureAt(Now).Device!.Forgetting.ShouldBe(LimitForgetting.ByDevice);
        }
        finally
        {
            foreach (var load in loads.OfType<IRunsByItself>())
                await load.DisposeAsync();
        }
        // At its end the VEN takes its limit away.
        (await server.GetAsync(2, "holding", 261, 1)).ShouldBe([160]);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private sealed class Nobody : IDeviceListener
    {
        public void StateChanged(string loadId, DeviceState state, string? reason) { }

        public void Held(string loadId, bool isHeld) { }

        public void SetByHand(string loadId, string what) { }
    }
}
