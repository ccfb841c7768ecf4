using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.SunSpec;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.SunSpec;

/// <summary>Devices of the published models, served by pymodbus.</summary>
public sealed class SunSpecDriverTests
{
    private const int MinusOne = 0xFFFF;
    private const int MinusTwo = 0xFFFE;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(40_000)]
    [InlineData(50_000)]
    [InlineData(0)]
    public async Task An_inverter_is_found_at_each_base_and_read(int start)
    {
        var chain = Inverter(new SunSpecChain(start));
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var inverter = Load(server, LoadTypes.Pv, 10);

        var reading = await inverter.ReadAsync(Test);

        reading.PowerKw.ShouldNotBeNull().ShouldBe(-4.2, 1e-6);
        reading.LimitKw.ShouldBeNull();
        reading.IsLimitRead.ShouldBeTrue();
        inverter.Traits.Forgetting.ShouldBe(LimitForgetting.ByDevice);
        inverter.Traits.LimitStepKw.ShouldBe(0.01, 1e-9);
        (await server.WritesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_inverter_is_limited_by_model_123_and_forgets_by_itself()
    {
        var chain = Inverter(new SunSpecChain());
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var inverter = Load(server, LoadTypes.Pv, 10);

        await inverter.LimitAsync(-3, Minute, Test);

        (await server.WritesAsync()).ShouldBe([
            $"holding {chain.AddressOf(123, "WMaxLimPct_RvrtTms")}: 60",
            $"holding {chain.AddressOf(123, "WMaxLimPct")}: 300",
            $"holding {chain.AddressOf(123, "WMaxLim_Ena")}: 1",
        ]);
        (await inverter.ReadAsync(Test)).LimitKw.ShouldNotBeNull().ShouldBe(-3, 1e-6);

        // What the timer of the device does.
        await server.SetAsync(1, "holding", chain.AddressOf(123, "WMaxLim_Ena"), 0);
        (await inverter.ReadAsync(Test)).LimitKw.ShouldBeNull();

        await inverter.LimitAsync(-99, Minute, Test);
        (await server.GetAsync(1, "holding", chain.AddressOf(123, "WMaxLimPct"), 1)).ShouldBe([1000]);
        (await inverter.ReadAsync(Test)).LimitKw.ShouldBe(-99);
        await inverter.LimitAsync(0, TimeSpan.FromDays(9), Test);
        (await server.GetAsync(1, "holding", chain.AddressOf(123, "WMaxLimPct"), 1)).ShouldBe([0]);
        (await server.GetAsync(1, "holding", chain.AddressOf(123, "WMaxLimPct_RvrtTms"), 1)).ShouldBe([65_534]);
        await inverter.LimitAsync(null, Minute, Test);
        (await server.GetAsync(1, "holding", chain.AddressOf(123, "WMaxLim_Ena"), 1)).ShouldBe([0]);

        var refused = await Should.ThrowAsync<DeviceException>(() => inverter.LimitAsync(1, Minute, Test));
        refused.State.ShouldBe(DeviceState.Refused);
    }

    [Fact]
    public async Task A_limit_that_the_device_does_not_tell_is_no_reading_and_is_taken_off()
    {
        var chain = Inverter(new SunSpecChain());
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var inverter = Load(server, LoadTypes.Pv, 10);
        await inverter.LimitAsync(-3, Minute, Test);
        await server.SetAsync(1, "holding", chain.AddressOf(123, "WMaxLimPct"), 0xFFFF);

        (await Should.ThrowAsync<DeviceException>(() => inverter.ReadAsync(Test))).State.ShouldBe(DeviceState.Stale);

        await inverter.LimitAsync(null, Minute, Test);
        (await server.GetAsync(1, "holding", chain.AddressOf(123, "WMaxLim_Ena"), 1)).ShouldBe([0]);
        (await inverter.ReadAsync(Test)).LimitKw.ShouldBeNull();
    }

    [Fact]
    public async Task A_limit_that_was_there_before_counts_where_it_is_stricter_and_is_put_back()
    {
        var chain = Inverter(new SunSpecChain());
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var inverter = Load(server, LoadTypes.Pv, 10);
        async Task<int> HoldsAsync(string point) => (await server.GetAsync(1, "holding", chain.AddressOf(123, point), 1))[0];
        await inverter.ReadAsync(Test);
        await server.SetAsync(1, "holding", chain.AddressOf(123, "WMaxLimPct"), 600);
        await server.SetAsync(1, "holding", chain.AddressOf(123, "WMaxLim_Ena"), 1);
        var before = await inverter.ReadAsync(Test);
        (before.LimitKw, before.IsLimitOthers).ShouldBe((-6, true));

        await inverter.LimitAsync(-8, Minute, Test);
        (await HoldsAsync("WMaxLimPct")).ShouldBe(600);
        (await inverter.ReadAsync(Test)).LimitKw.ShouldBe(-8);
        await inverter.LimitAsync(-3, Minute, Test);
        (await HoldsAsync("WMaxLimPct")).ShouldBe(300);
        await inverter.LimitAsync(null, Minute, Test);

        (await HoldsAsync("WMaxLimPct"), await HoldsAsync("WMaxLim_Ena"), await HoldsAsync("WMaxLimPct_RvrtTms")).ShouldBe((600, 1, 0));
        var after = await inverter.ReadAsync(Test);
        (after.LimitKw, after.IsLimitOthers).ShouldBe((-6, true));
        // A release of what the VEN has not limited leaves it too.
        await inverter.LimitAsync(null, Minute, Test);
        (await HoldsAsync("WMaxLim_Ena")).ShouldBe(1);
    }

    [Fact]
    public async Task A_limit_that_a_VEN_may_have_left_before_this_one_began_is_taken_off()
    {
        var chain = Inverter(new SunSpecChain());
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await server.SetAsync(1, "holding", chain.AddressOf(123, "WMaxLimPct"), 300);
        await server.SetAsync(1, "holding", chain.AddressOf(123, "WMaxLim_Ena"), 1);
        await using var inverter = Load(server, LoadTypes.Pv, 10);
        inverter.MayBeLimited();
        (await inverter.ReadAsync(Test)).IsLimitOthers.ShouldBeFalse();

        await inverter.LimitAsync(-2, Minute, Test);
        await inverter.LimitAsync(null, Minute, Test);

        (await server.GetAsync(1, "holding", chain.AddressOf(123, "WMaxLim_Ena"), 1)).ShouldBe([0]);
    }

    [Theory]
    [InlineData("WMaxLimPct", 0xFFFF)]
    [InlineData("WMaxLimPct_SF", 0x8000)]
    [InlineData("WMaxLim_Ena", 0xFFFF)]
    public async Task Where_a_point_is_not_there_amid_a_write_nothing_is_written(string point, int raw)
    {
        var chain = Inverter(new SunSpecChain());
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var inverter = Load(server, LoadTypes.Pv, 10);
        await inverter.ReadAsync(Test);
        await server.SetAsync(1, "holding", chain.AddressOf(123, point), raw);

        var refused = await Should.ThrowAsync<DeviceException>(() => inverter.LimitAsync(-3, Minute, Test));

        refused.State.ShouldBe(DeviceState.Refused);
        refused.Message.ShouldContain(point);
        (await server.WritesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_inverter_without_a_reversion_time_is_watched()
    {
        var chain = new SunSpecChain()
            .Common("A", "B", "C")
            .Model(101, ("W", 100), ("W_SF", 1))
            .Model(120, ("WRtg", 5000), ("WRtg_SF", 0))
            .Model(123, ("WMaxLimPct", 100), ("WMaxLim_Ena", 0), ("WMaxLimPct_SF", 0));
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var inverter = Load(server, LoadTypes.Pv, 10);
        (await inverter.ReadAsync(Test)).PowerKw.ShouldBe(-1);
        inverter.Traits.Forgetting.ShouldBe(LimitForgetting.ByWatchdog);

        await inverter.LimitAsync(-2.5, Minute, Test);
        (await server.WritesAsync()).ShouldBe([
            $"holding {chain.AddressOf(123, "WMaxLimPct")}: 50",
            $"holding {chain.AddressOf(123, "WMaxLim_Ena")}: 1",
        ]);
    }

    [Fact]
    public async Task An_inverter_of_the_newer_models_is_limited_by_704()
    {
        var chain = new SunSpecChain()
            .Common("A", "B", "C")
            .Model(701, ("W", 3500), ("W_SF", 0))
            .Model(702, ("WMax", 800), ("WMaxRtg", 1000), ("W_SF", 1))
            .Model(
                704,
                ("WMaxLimPctEna", 0),
                ("WMaxLimPct", 1000),
                ("WMaxLimPctEnaRvrt", 1),
                ("WMaxLimPctRvrtTms", 0),
                ("WMaxLimPct_SF", MinusOne)
            );
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var inverter = Load(server, LoadTypes.Pv, 10);
        (await inverter.ReadAsync(Test)).PowerKw.ShouldBe(-3.5);

        await inverter.LimitAsync(-2, TimeSpan.FromSeconds(90_000), Test);

        (await server.WritesAsync()).ShouldBe([
            $"holding {chain.AddressOf(704, "WMaxLimPctRvrtTms")}: 1 24464",
            $"holding {chain.AddressOf(704, "WMaxLimPct")}: 250",
            $"holding {chain.AddressOf(704, "WMaxLimPctEnaRvrt")}: 0",
            $"holding {chain.AddressOf(704, "WMaxLimPctEna")}: 1",
        ]);
        (await inverter.ReadAsync(Test)).LimitKw.ShouldNotBeNull().ShouldBe(-2, 1e-6);
    }

    [Fact]
    public async Task A_hybrids_battery_is_limited_by_model_124_and_its_discharging_is_left_alone()
    {
        var chain = new SunSpecChain()
            .Common("Fronius", "GEN24", "7")
            .Model(103, ("W", 2000), ("W_SF", 0))
            .Model(
                124,
                ("WChaMax", 5000),
                ("WChaMax_SF", 0),
                ("StorCtl_Mod", 2),
                ("ChaState", 6350),
                ("ChaState_SF", MinusTwo),
                ("OutWRte", 8000),
                ("InWRte", 10_000),
                ("InOutWRte_RvrtTms", 0),
                ("InOutWRte_SF", MinusTwo)
            )
            .Model(160, ("DCW_SF", 0), ("N", 4), ("1.DCW", 1000), ("2.DCW", 500), ("3.DCW", 1800), ("4.DCW", 0))
            .Text(160, "1.IDStr", "MPPT 1")
            .Text(160, "3.IDStr", "StCha 3")
            .Text(160, "4.IDStr", "StDisCha 4");
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var battery = Load(server, LoadTypes.Battery, 5);

        var reading = await battery.ReadAsync(Test);
        reading.PowerKw.ShouldBe(1.8);
        reading.StateOfChargePercent.ShouldBe(63.5);
        reading.LimitKw.ShouldBeNull();
        battery.Traits.LeastKw.ShouldBe(-5);

        await battery.LimitAsync(1.2345, Minute, Test);
        (await server.WritesAsync()).ShouldBe([
            $"holding {chain.AddressOf(124, "InOutWRte_RvrtTms")}: 60",
            $"holding {chain.AddressOf(124, "InWRte")}: 2469",
            $"holding {chain.AddressOf(124, "StorCtl_Mod")}: 3",
        ]);
        (await battery.ReadAsync(Test)).LimitKw.ShouldNotBeNull().ShouldBe(1.2345, 1e-6);

        await battery.LimitAsync(-2.5, Minute, Test);
        (await server.GetAsync(1, "holding", chain.AddressOf(124, "InWRte"), 1)).ShouldBe([65_536 - 5000]);
        (await battery.ReadAsync(Test)).LimitKw.ShouldBe(-2.5);
        await battery.LimitAsync(-99, Minute, Test);
        (await server.GetAsync(1, "holding", chain.AddressOf(124, "InWRte"), 1)).ShouldBe([65_536 - 10_000]);

        await battery.LimitAsync(null, Minute, Test);
        (await battery.ReadAsync(Test)).LimitKw.ShouldBeNull();
        (await server.GetAsync(1, "holding", chain.AddressOf(124, "StorCtl_Mod"), 1)).ShouldBe([2]);
        (await server.GetAsync(1, "holding", chain.AddressOf(124, "OutWRte"), 1)).ShouldBe([8000]);
    }

    [Fact]
    public async Task A_battery_of_the_newer_models_never_charges_more_than_its_limit_nor_than_it_did()
    {
        var chain = new SunSpecChain()
            .Common("A", "B", "C")
            .Model(701, ("W", -1550 & 0xFFFF), ("W_SF", 0))
            .Model(
                704,
                ("WSetEna", 0),
                ("WSetMod", 0),
                ("WSet", 0),
                ("WSetEnaRvrt", 1),
                ("WSetRvrtTms", 0),
                ("WSet_SF", 2),
                ("WMaxLimPct_SF", 0)
            )
            .Model(713, ("SoC", 412), ("Pct_SF", MinusOne));
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var battery = Load(server, LoadTypes.Battery, 5);
        async Task<int> SetW() => (short)(await server.GetAsync(1, "holding", chain.AddressOf(704, "WSet"), 2))[1] * 100;

        var reading = await battery.ReadAsync(Test);
        reading.PowerKw.ShouldBe(1.55);
        reading.StateOfChargePercent.ShouldNotBeNull().ShouldBe(41.2, 1e-9);

        // It charges 1,550 W: a limit of 3 kW makes that no more, in steps of 100 W.
        await battery.LimitAsync(3, Minute, Test);
        (await SetW()).ShouldBe(-1500);
        (await battery.ReadAsync(Test)).LimitKw.ShouldBe(3);
        await battery.LimitAsync(1, Minute, Test);
        (await SetW()).ShouldBe(-1000);
        await battery.LimitAsync(-2, Minute, Test);
        (await SetW()).ShouldBe(2000);
        (await server.GetAsync(1, "holding", chain.AddressOf(704, "WSetEna"), 2)).ShouldBe([1, 1]);
        (await server.GetAsync(1, "holding", chain.AddressOf(704, "WSetEnaRvrt"), 1)).ShouldBe([0]);
        (await battery.ReadAsync(Test)).LimitKw.ShouldBe(-2);
        await battery.LimitAsync(null, Minute, Test);
        (await server.GetAsync(1, "holding", chain.AddressOf(704, "WSetEna"), 1)).ShouldBe([0]);
        (await battery.ReadAsync(Test)).LimitKw.ShouldBeNull();
    }

    [Fact]
    public async Task A_device_without_a_model_that_limits_it_is_read_and_refuses()
    {
        var chain = new SunSpecChain().Common("A", "B", "C").Model(101, ("W", 1), ("W_SF", 3));
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var inverter = Load(server, LoadTypes.Pv, 10);
        (await inverter.ReadAsync(Test)).ShouldBe(new DeviceReading(-1));
        var refused = await Should.ThrowAsync<DeviceException>(() => inverter.LimitAsync(0, Minute, Test));
        refused.Message.ShouldContain("no model that limits an inverter (123, 704)");
    }

    [Theory]
    [InlineData(201, false, 1.5, 7)]
    [InlineData(203, false, 1.5, 7)]
    [InlineData(204, true, -1.5, 3)]
    public async Task A_meter_is_read(int model, bool isInverted, double kw, double importKwh)
    {
        var chain = new SunSpecChain()
            .Common("A", "M", "C")
            .Model(
                model,
                ("W", 150),
                ("WphA", 100),
                ("WphC", -50 & 0xFFFF),
                ("W_SF", 1),
                ("TotWhExp", 3000),
                ("TotWhImp", 7000),
                ("TotWh_SF", 0)
            );
        await using var server = await ModbusServer.StartAsync(chain.Build(240));
        var fields = JsonDocument.Parse(
            $$"""{"address":"{{server.Address}}","unit":240,"isInverted":{{(isInverted ? "true" : "false")}}}"""
        );
        await using var meter = Kind.ReadMeter(new StrictFields(fields.RootElement, "", [])).ShouldNotBeNull()(Context);

        var reading = await meter.ReadAsync(Test);

        reading.PowerKw.ShouldBe(kw, 1e-9);
        reading.L1Kw.ShouldNotBeNull().ShouldBe(isInverted ? -1 : 1, 1e-9);
        reading.L2Kw.ShouldBeNull();
        reading.L3Kw.ShouldNotBeNull().ShouldBe(isInverted ? 0.5 : -0.5, 1e-9);
        reading.ImportKwh.ShouldBe(importKwh);
    }

    [Fact]
    public async Task What_is_no_SunSpec_device_is_refused()
    {
        await using var server = await ModbusServer.StartAsync(new Registers().With(1, "holding", 40_000, 1, 2, 3));
        await using var inverter = Load(server, LoadTypes.Pv, 10);
        var refused = await Should.ThrowAsync<DeviceException>(() => inverter.ReadAsync(Test));
        refused.State.ShouldBe(DeviceState.Refused);
        refused.Message.ShouldContain("no SunSpec device");
    }

    [Fact]
    public async Task A_chain_without_an_end_or_with_a_wrong_length_is_refused()
    {
        await using var endless = await ModbusServer.StartAsync(new SunSpecChain().Common("A", "B", "C").BuildWithoutEnd());
        await using var first = Load(endless, LoadTypes.Pv, 10);
        await Should.ThrowAsync<DeviceException>(() => first.ReadAsync(Test));

        await using var wrong = await ModbusServer.StartAsync(new Registers().With(1, "holding", 40_000, 0x5375, 0x6E53, 1, 30_000));
        await using var second = Load(wrong, LoadTypes.Pv, 10);
        (await Should.ThrowAsync<DeviceException>(() => second.ReadAsync(Test))).Message.ShouldContain("the chain of models has no end");
    }

    [Fact]
    public async Task A_chain_that_has_changed_is_walked_again()
    {
        var chain = Inverter(new SunSpecChain());
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await using var inverter = Load(server, LoadTypes.Pv, 10);
        await inverter.ReadAsync(Test);

        await server.SetAsync(1, "holding", chain.AddressOf(103, "ID"), 102);
        (await Should.ThrowAsync<DeviceException>(() => inverter.ReadAsync(Test))).Message.ShouldContain("no longer at register");
        (await inverter.ReadAsync(Test)).PowerKw.ShouldNotBeNull().ShouldBe(-4.2, 1e-6);
    }

    [Fact]
    public void Only_inverters_and_batteries_are_loads()
    {
        var errors = new List<string>();
        var fields = JsonDocument.Parse("""{"kind":"sunspec","address":"tcp://10.0.0.1"}""");
        Kind.ReadDevice(new StrictFields(fields.RootElement, "driver", errors), new LoadDescription("x", "X", LoadTypes.Ev, 11, 1));
        errors.ShouldHaveSingleItem().ShouldStartWith("driver.kind: a load of type 'ev' is no sunspec");
    }

    internal static SunSpecChain Inverter(SunSpecChain chain) =>
        chain
            .Common("Example", "Inverter 10", "0815")
            .Model(103, ("W", 420), ("W_SF", 1))
            .Model(120, ("WRtg", 100), ("WRtg_SF", 2))
            .Model(121, ("WMax", 1000), ("WMax_SF", 1))
            .Model(122)
            .Model(123, ("WMaxLimPct", 1000), ("WMaxLimPct_RvrtTms", 0), ("WMaxLim_Ena", 0), ("WMaxLimPct_SF", MinusOne));

    private static SunSpecKind Kind => new(new ModbusConnections());

    private static DeviceContext Context => new(TimeProvider.System, NullLoggerFactory.Instance);

    private static IDeviceDriver Load(ModbusServer server, string type, double ratedKw)
    {
        var fields = JsonDocument.Parse($$"""{"address":"{{server.Address}}","timeoutS":10}""");
        return Kind.ReadDevice(new StrictFields(fields.RootElement, "", []), new LoadDescription("x", "X", type, ratedKw, 1))
            .ShouldNotBeNull()(Context);
    }
}
