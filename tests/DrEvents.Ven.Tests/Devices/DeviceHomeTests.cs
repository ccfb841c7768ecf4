using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Shedding.Counterfactual;
using DrEvents.Ven.Tests.Shedding;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>Real devices among the loads of a home: planning, the owner's hand, the main meter.</summary>
public sealed class DeviceHomeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_device_takes_its_part_in_a_reduction_and_gives_it_back()
    {
        var (bench, home) = await HomeAsync();
        using var _ = home;
        home.Shed(kw: 2).Ok.ShouldBeTrue();
        await PassAsync(bench, home, 3 * Second);
        bench.Device.PowerKw.ShouldBe(2, 0.01, "4 kW wanted, and it is the first in the order");
        home.Sample().ShedPowerKw!.Value.ShouldBe(2, 0.05);
        home.Sample().Loads.Single(l => l.Id == "ev").DeviceState.ShouldBe("ok");
        await PassAsync(bench, home, TimeSpan.FromMinutes(31));
        bench.Device.LimitKw.ShouldBeNull();
    }

    [Fact]
    public async Task What_the_owner_sets_by_hand_takes_that_load_out_of_the_reduction_and_another_takes_its_part()
    {
        var (bench, home) = await HomeAsync();
        using var _ = home;
        home.Shed(kw: 2);
        await PassAsync(bench, home, 10 * Second);
        bench.Device.Set(null);
        await PassAsync(bench, home, 20 * Second);
        home.State.LeftAlone.ShouldBe(["ev"]);
        bench.Device.LimitKw.ShouldBeNull();
        home.Load("heater").MeasureAt(home.Now).PowerKw.ShouldBe(0, "it takes the charger's part");
        home.Sample().Loads.Single(l => l.Id == "ev").IsLeftAlone.ShouldBe(true);
        home.Kinds.ShouldContain("loadSetByHand");

        var again = new TestHome(home.Log, bench.Clock, home.Loads);
        again.State.LeftAlone.ShouldBe(["ev"], "a restart of the VEN changes nothing");
        await PassAsync(bench, home, TimeSpan.FromMinutes(31));
        home.State.LeftAlone.ShouldBeEmpty();
        bench.Device.Writes.Count.ShouldBe(1);
        home.Shed(kw: 2, eventId: "evt-0000000b");
        await PassAsync(bench, home, 3 * Second);
        bench.Device.LimitKw.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_device_that_goes_away_amid_a_reduction_is_made_up_for_by_others()
    {
        var (bench, home) = await HomeAsync();
        using var _ = home;
        home.Shed(kw: 2);
        await PassAsync(bench, home, 10 * Second);
        bench.Device.Fault = Fault.Silent;
        await PassAsync(bench, home, 30 * Second);
        home.Load("heater").MeasureAt(home.Now).PowerKw.ShouldBe(0);
        var part = home.Sample().Loads.Single(l => l.Id == "ev");
        (part.DeviceState, part.ShedCapabilityKw).ShouldBe(("unreachable", 0));
    }

    [Fact]
    public async Task The_half_hour_before_an_event_begins_with_the_first_readings()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
        var rest = new RestLoad(new TestMeter { Kw = 8 }, new DeviceContext(clock, NullLoggerFactory.Instance));
        using var home = new TestHome(clock: clock, loads: [new SteadyLoad("heater", wantedKw: 2), rest]);
        home.Sample();
        home.Look().Estimate.ShouldBeNull("the meter was not read yet");
        await rest.TurnAsync(CancellationToken.None);
        clock.Advance(Second);
        home.Sample();
        home.Look().Estimate.ShouldNotBeNull().MeanKw.ShouldBe(8);
    }

    [Fact]
    public void A_device_that_is_never_read_holds_the_half_hour_up_for_a_minute_only()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
        var rest = new RestLoad(new TestMeter { IsAway = true }, new DeviceContext(clock, NullLoggerFactory.Instance));
        using var home = new TestHome(clock: clock, loads: [new SteadyLoad("heater", wantedKw: 2), rest]);
        home.Sample();
        clock.Advance(TimeSpan.FromMinutes(1));
        home.Sample();
        home.Look().Estimate.ShouldNotBeNull().MeanKw.ShouldBe(2);
    }

    [Fact]
    public async Task The_power_at_the_panel_is_the_main_meters_and_what_no_load_measures_is_the_rest()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
        var meter = new TestMeter { Kw = 5 };
        var rest = new RestLoad(meter, new DeviceContext(clock, NullLoggerFactory.Instance));
        using var home = new TestHome(clock: clock, loads: [new SteadyLoad("heater", wantedKw: 2), rest]);
        home.UsedKw.ShouldBe(2, "the meter was not read yet");
        await rest.TurnAsync(CancellationToken.None);
        home.UsedKw.ShouldBe(5);
        home.Look().Load(RestLoad.Id)!.Value.Readout.PowerKw.ShouldBe(3);
        home.Look().Load(RestLoad.Id)!.Value.MayBeShed.ShouldBeFalse();

        clock.Advance(TimeSpan.FromSeconds(7));
        home.Look().Load(RestLoad.Id)!.Value.Readout.Device!.State.ShouldBe(DeviceState.Stale, "it was not asked again, and is old");
        await rest.TurnAsync(CancellationToken.None);
        meter.IsAway = true;
        var age = TimeSpan.Zero;
        while (age < TimeSpan.FromSeconds(62))
        {
            clock.Advance(Second);
            age += Second;
            if (age == TimeSpan.FromSeconds(50))
                home.UsedKw.ShouldBe(5, "the last difference is kept");
            home.Sample();
            await rest.TurnAsync(CancellationToken.None);
        }
        clock.Advance(TimeSpan.FromSeconds(15));
        home.UsedKw.ShouldBe(2, "the sum of the loads");
        home.Look().Load(RestLoad.Id)!.Value.Readout.Device!.State.ShouldBe(DeviceState.Unreachable);
        meter.IsAway = false;
        await rest.TurnAsync(CancellationToken.None);
        home.UsedKw.ShouldBe(5);
    }

    [Fact]
    public async Task A_meter_that_is_quicker_than_a_device_takes_no_limit_away()
    {
        var bench = new DeviceBench();
        bench.Device.WantedKw = 7;
        var meter = new TestMeter();
        var rest = new RestLoad(meter, new DeviceContext(bench.Clock, NullLoggerFactory.Instance));
        using var home = new TestHome(clock: bench.Clock, loads: [bench.Load, rest]);
        bench.Load.Listen(new Noted(home));
        var shownKw = 0.0;
        async Task PassSecondsAsync(int seconds, bool isRead)
        {
            for (var s = 0; s < seconds; s++)
            {
                // What the meter shows is of now; what is known of the device is of before.
                meter.Kw = 1 + bench.Device.PowerKw;
                await rest.TurnAsync(CancellationToken.None);
                if (isRead)
                    await bench.PassAsync(Second);
                else
                    bench.Clock.Advance(Second);
                home.Advance();
                shownKw = home.Sample().UsedPowerKw;
            }
        }
        await PassSecondsAsync(60, isRead: true);
        home.Shed(kw: 4).Ok.ShouldBeTrue();
        bench.Device.Set(3);
        await PassSecondsAsync(4, isRead: false);

        home.Kinds.Count(k => k == "loadsLimited").ShouldBe(1, "the device has done what it was told, and shows it later");
        shownKw.ShouldBe(4, 0.01, "the panel's power is the meter's");
    }

    [Fact]
    public async Task What_the_rest_uses_more_is_made_up_for_within_a_quarter_of_a_minute()
    {
        var bench = new DeviceBench();
        bench.Device.WantedKw = 7;
        var meter = new TestMeter();
        var rest = new RestLoad(meter, new DeviceContext(bench.Clock, NullLoggerFactory.Instance));
        using var home = new TestHome(clock: bench.Clock, loads: [bench.Load, rest]);
        bench.Load.Listen(new Noted(home));
        async Task PassSecondsAsync(int seconds, double kitchenKw)
        {
            for (var s = 0; s < seconds; s++)
            {
                meter.Kw = kitchenKw + bench.Device.PowerKw;
                await rest.TurnAsync(CancellationToken.None);
                await bench.PassAsync(Second);
                home.Advance();
                home.Sample();
            }
        }
        await PassSecondsAsync(60, 1);
        home.Shed(kw: 3);
        await PassSecondsAsync(20, 1);
        bench.Device.PowerKw.ShouldBe(4, 0.05);
        await PassSecondsAsync(15, 2);
        home.Look().Load(RestLoad.Id)!.Value.Readout.WantedKw.ShouldBe(2, 0.01);
    }

    [Fact]
    public async Task The_power_of_a_device_without_a_meter_is_learnt_from_the_steps_of_the_main_meter()
    {
        var traits = new DeviceTraits(2, CanBeOff: true, LimitForgetting.ByWatchdog);
        var bench = new DeviceBench(ratedKw: 2, traits: traits, type: LoadTypes.WaterHeater);
        bench.Device.HasMeter = false;
        bench.Load.Listen(bench);
        var trace = bench.Load.MainMeter = new MeterTrace(bench.Clock);
        async Task PassSecondsAsync(int seconds, double homeKw)
        {
            for (var s = 0; s < seconds; s++)
            {
                await bench.PassAsync(Second);
                trace.Add(homeKw + (bench.Device.LimitKw is 0 ? 0 : 1.7));
            }
        }

        await PassSecondsAsync(30, 0.5);
        (bench.Status.IsEstimated, bench.Readout.PowerKw, bench.Status.ErrorKw!.Value).ShouldBe((true, 2, 0.4));
        for (var n = 0; n < 4; n++)
        {
            bench.Limit(0);
            await PassSecondsAsync(30, 0.5);
            bench.Readout.PowerKw.ShouldBe(0);
            bench.Release();
            await PassSecondsAsync(30, 0.5);
        }
        bench.Readout.PowerKw.ShouldBe(1.7, 0.001);
        bench.Status.ErrorKw!.Value.ShouldBeLessThan(0.1);
    }

    [Fact]
    public void The_error_of_an_estimated_power_is_in_the_baselines_error()
    {
        static double ErrorKw(double? estimateKw)
        {
            var model = new HomeModel();
            var at = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
            var description = new LoadDescription("b", "Boiler", LoadTypes.WaterHeater, 2, Priority: 1);
            IReadOnlyList<LoadState> At(double kw) =>
                [
                    new LoadState(
                        description,
                        new LoadReadout(kw, 2, 0) { Device = new DeviceStatus(DeviceState.Ok, null, null) { ErrorKw = estimateKw } }
                    ),
                ];
            for (var s = 0; s < 4 * 3600; s += 5)
                model.Follow(at.AddSeconds(s), At(2), new Dictionary<string, double>());
            model.Follow(at.AddHours(4), At(0), new Dictionary<string, double> { ["b"] = 0 });
            return model.Estimate(At(0)).ShouldNotBeNull().StandardErrorKw.ShouldNotBeNull();
        }

        ErrorKw(null).ShouldBe(0, 0.001);
        ErrorKw(0.4).ShouldBe(0.4, 0.001);
    }

    /// <summary>A charger that is a real device and wants 4 kW, a heater, a kitchen.</summary>
    private static async Task<(DeviceBench, TestHome)> HomeAsync()
    {
        var bench = new DeviceBench();
        bench.Device.WantedKw = 4;
        ILoad[] loads =
        [
            bench.Load,
            new SteadyLoad("heater", wantedKw: 2, priority: 2),
            new SteadyLoad("kitchen", wantedKw: 1, priority: 9, isCritical: true),
        ];
        var home = new TestHome(clock: bench.Clock, loads: loads);
        bench.Load.Listen(new Noted(home));
        await PassAsync(bench, home, TimeSpan.FromMinutes(5));
        return (bench, home);
    }

    private static async Task PassAsync(DeviceBench bench, TestHome home, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Second)
        {
            var before = bench.Clock.GetUtcNow();
            await bench.PassAsync(Second);
            passed += bench.Clock.GetUtcNow() - before - Second;
            home.Advance();
            home.Sample();
        }
    }

    private sealed class Noted(TestHome home) : IDeviceListener
    {
        public void StateChanged(string loadId, DeviceState state, string? reason) =>
            home.Note(new DeviceStateChanged(loadId, DeviceStatus.WordOf(state), reason));

        public void Held(string loadId, bool isHeld) => home.Note(new DeviceHeld(loadId, isHeld));

        public void SetByHand(string loadId, string what) => home.Note(new LoadSetByHand(loadId, what));
    }

    private sealed class TestMeter : IMeterDriver
    {
        public double Kw { get; set; }

        public bool IsAway { get; set; }

        public TimeSpan ReadInterval => TimeSpan.FromSeconds(1);

        public Task<MeterReading> ReadAsync(CancellationToken cancellation) =>
            IsAway
                ? Task.FromException<MeterReading>(new DeviceException(DeviceState.Unreachable, "no telegram"))
                : Task.FromResult(new MeterReading(Kw));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
