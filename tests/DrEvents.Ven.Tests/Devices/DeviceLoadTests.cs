using DrEvents.Ven.Devices;
using DrEvents.Ven.Loads;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices;

public sealed class DeviceLoadTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly DeviceTraits Relay = new(LeastKw: 2, CanBeOff: true, LimitForgetting.ByWatchdog);

    [Fact]
    public async Task A_limit_is_written_at_once_and_counts_as_actuated_when_it_is_read_back()
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Status.State.ShouldBe(DeviceState.Ok);
        bench.Limit(3);
        bench.Status.IsActuated.ShouldBeFalse("nobody has told the device yet");
        await bench.PassAsync(Second);
        bench.Device.Writes.ShouldHaveSingleItem().Kw.ShouldBe(3);
        bench.Status.IsActuated.ShouldBeTrue();
        (bench.Readout.PowerKw, bench.Readout.WantedKw, bench.Readout.LowestKw).ShouldBe((3, 7.4, 1.4));
        bench.Release();
        await bench.PassAsync(Second);
        bench.Device.LimitKw.ShouldBeNull();
        (bench.Readout.PowerKw, bench.Readout.WantedKw).ShouldBe((7.4, 7.4));
    }

    [Fact]
    public async Task A_limit_is_told_again_each_minute_and_the_device_forgets_it_when_nobody_does()
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Limit(3);
        await bench.PassAsync(10 * Minute);
        bench.Device.Writes.Count.ShouldBeInRange(10, 11);
        bench.Device.Writes.ShouldAllBe(w => w.ForgottenAfter == 3 * Minute);
        bench.Device.LimitKw.ShouldBe(3);
        bench.Clock.Advance(3 * Minute);
        bench.Device.LimitKw.ShouldBeNull("the VEN is dead");
    }

    [Fact]
    public async Task A_release_that_was_read_back_does_not_confirm_the_limit_that_waits_for_its_turn()
    {
        var bench = await DeviceBench.ReadyAsync(2, traits: Relay with { LeastOn = Minute });
        await bench.PassAsync(Minute);
        bench.Limit(0);
        await bench.PassAsync(5 * Second);
        bench.Status.IsActuated.ShouldBeTrue();
        bench.Release();
        await bench.PassAsync(5 * Second);
        bench.Limit(0);
        await bench.PassAsync(20 * Second);
        (bench.Device.LimitKw, bench.Status.IsActuated).ShouldBe((null, false), "it has to stay on for a minute");
        await bench.PassAsync(Minute);
        (bench.Device.LimitKw, bench.Status.IsActuated).ShouldBe((0, true));
    }

    [Fact]
    public async Task A_device_that_comes_and_goes_is_shown_as_away_in_time()
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Device.Fault = Fault.Silent;
        await bench.PassAsync(5 * Minute);
        bench.Device.Fault = Fault.None;
        for (var s = 0; bench.Status.State != DeviceState.Ok; s++)
        {
            s.ShouldBeLessThan(120);
            await bench.PassAsync(Second);
        }
        // It was not well for long: its next try is up to a minute away.
        bench.Device.Fault = Fault.Silent;
        await bench.PassAsync(3 * Second);
        (bench.Status.State, bench.Status.Reason).ShouldBe((DeviceState.Ok, null), "one call that fails is nothing yet");
        (await bench.Load.TurnAsync(CancellationToken.None) - bench.Load.Elapsed).ShouldBeLessThan(10 * Second);
        await bench.PassAsync(10 * Second);
        bench.Status.State.ShouldBe(DeviceState.Unreachable);
    }

    [Fact]
    public async Task A_device_whose_timer_is_short_is_told_again_before_it_ends()
    {
        var traits = new DeviceTraits(1.4, CanBeOff: false, LimitForgetting.ByDevice) { ForgetsAfterMax = TimeSpan.FromSeconds(30) };
        var bench = await DeviceBench.ReadyAsync(traits: traits);
        bench.Limit(3);
        for (var s = 0; s < 300; s += 5)
        {
            await bench.PassAsync(TimeSpan.FromSeconds(5));
            bench.Device.LimitKw.ShouldBe(3);
        }
        bench.Device.Writes.Count.ShouldBeInRange(30, 31);
        bench.Device.Writes.ShouldAllBe(w => w.ForgottenAfter == TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_limit_of_somebody_elses_that_is_there_after_a_release_is_no_refusal()
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Limit(3);
        await bench.PassAsync(Second);
        bench.Device.OthersKw = 5;
        bench.Release();
        await bench.PassAsync(Minute);
        (bench.Status.State, bench.Readout.PowerKw, bench.Device.Writes.Count).ShouldBe((DeviceState.Ok, 5, 2));
        bench.Told.ShouldNotContain(t => t.StartsWith("by hand", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-5, 1.4)]
    [InlineData(0, 1.4)]
    [InlineData(1, 1.4)]
    [InlineData(3.21, 3.21)]
    [InlineData(99, 7.4)]
    public async Task A_limit_outside_of_what_the_device_can_is_brought_inside(double wantedKw, double writtenKw)
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Limit(wantedKw);
        await bench.PassAsync(Second);
        bench.Device.Writes.ShouldHaveSingleItem().Kw.ShouldBe(writtenKw);
    }

    [Fact]
    public async Task A_device_that_is_silent_offers_nothing_and_is_told_what_is_wanted_when_it_is_back()
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Device.Fault = Fault.Silent;
        await bench.PassAsync(20 * Second);
        bench.Status.State.ShouldBe(DeviceState.Unreachable);
        bench.Status.Reason.ShouldBe("connection refused");
        (bench.Readout.WantedKw - bench.Readout.LowestKw).ShouldBe(0);
        bench.Limit(3);
        await bench.PassAsync(2 * Minute);
        bench.Device.Writes.ShouldBeEmpty();
        bench.Device.Reads.ShouldBeLessThan(20, "it is not asked all the time");
        bench.Device.Fault = Fault.None;
        await bench.PassAsync(Minute);
        bench.Status.State.ShouldBe(DeviceState.Ok);
        bench.Device.LimitKw.ShouldBe(3);
        bench.Told.ShouldBe(["ok", "unreachable", "ok", "held"]);
    }

    [Fact]
    public async Task A_device_that_was_away_at_the_end_is_released_when_it_is_back()
    {
        var bench = await DeviceBench.ReadyAsync(ratedKw: 2, traits: Relay);
        bench.Limit(0);
        await bench.PassAsync(Second);
        bench.Device.LimitKw.ShouldBe(0);
        bench.Device.Fault = Fault.Silent;
        await bench.PassAsync(5 * Minute);
        bench.Release();
        await bench.PassAsync(5 * Minute);
        bench.Device.LimitKw.ShouldBe(0, "it has no timer");
        bench.Device.Fault = Fault.None;
        await bench.PassAsync(Minute);
        bench.Device.LimitKw.ShouldBeNull();
        bench.Told.Take(3).ShouldBe(["ok", "held", "unreachable"]);
        bench
            .Told.Skip(3)
            .ShouldBe(["free", "ok"], ignoreOrder: true, "whichever of a try to release and a reading comes first when it is back");
    }

    [Fact]
    public async Task Silence_is_no_reduction()
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Limit(1.4);
        await bench.PassAsync(10 * Second);
        bench.Readout.PowerKw.ShouldBe(1.4);
        bench.Device.Fault = Fault.Silent;
        await bench.PassAsync(5 * Minute);
        bench.Readout.PowerKw.ShouldBe(7.4, "after three minutes the device has forgotten its limit");
    }

    [Fact]
    public async Task What_the_owner_sets_at_the_device_wins_until_he_is_asked_no_more()
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Limit(3);
        await bench.PassAsync(10 * Second);
        bench.Device.Set(7);
        await bench.PassAsync(10 * Second);
        bench.Told.ShouldBe(["ok", "held", "by hand: 7 kW", "free"]);
        bench.Status.IsLeftAlone.ShouldBeTrue();
        bench.Device.Writes.Clear();
        bench.Release();
        bench.Limit(2);
        await bench.PassAsync(10 * Minute);
        bench.Device.Writes.ShouldBeEmpty();
        bench.Device.LimitKw.ShouldBe(7);
        (bench.Readout.WantedKw - bench.Readout.LowestKw).ShouldBe(0);

        bench.Release();
        bench.Load.LeaveAlone(false);
        await bench.PassAsync(Minute);
        bench.Device.Writes.ShouldBeEmpty("the limit that is on it is the owner's");
        bench.Limit(3);
        await bench.PassAsync(Second);
        bench.Device.LimitKw.ShouldBe(3);
    }

    [Fact]
    public async Task A_device_that_lost_its_limit_with_its_connection_was_set_by_nobody()
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Limit(3);
        await bench.PassAsync(10 * Second);
        bench.Device.Fault = Fault.Silent;
        bench.Device.Set(null);
        await bench.PassAsync(20 * Second);
        bench.Device.Fault = Fault.None;
        await bench.PassAsync(Minute);
        bench.Device.LimitKw.ShouldBe(3);
        bench.Told.ShouldNotContain(t => t.StartsWith("by hand", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(nameof(Fault.Refusing), "exception 2 at register 40236")]
    [InlineData(nameof(Fault.Deaf), "was told 3 kW and shows no limit")]
    public async Task A_device_that_does_not_do_what_it_is_told_is_refused_and_offers_nothing(string fault, string reason)
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Device.Fault = Enum.Parse<Fault>(fault);
        bench.Limit(3);
        await bench.PassAsync(5 * Second);
        (bench.Status.State, bench.Status.Reason).ShouldBe((DeviceState.Refused, reason));
        bench.Status.IsActuated.ShouldBeFalse();
        (bench.Readout.WantedKw - bench.Readout.LowestKw).ShouldBe(0);
        await bench.PassAsync(10 * Minute);
        bench.Device.Writes.Count.ShouldBeLessThan(30, "it is told less and less often");
        bench.Device.Fault = Fault.None;
        await bench.PassAsync(2 * Minute);
        bench.Status.State.ShouldBe(DeviceState.Ok);
        bench.Device.LimitKw.ShouldBe(3);
    }

    [Fact]
    public async Task Nonsense_is_no_reading()
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Device.Fault = Fault.Nonsense;
        await bench.PassAsync(20 * Second);
        bench.Status.State.ShouldBe(DeviceState.Stale);
        bench.Readout.PowerKw.ShouldBe(7.4);
    }

    [Theory]
    [InlineData(nameof(Fault.Slow))]
    [InlineData(nameof(Fault.Unplugged))]
    public async Task A_call_that_does_not_end_or_breaks_ends_in_its_time_and_the_device_is_unreachable(string fault)
    {
        var bench = await DeviceBench.ReadyAsync();
        bench.Device.Fault = Enum.Parse<Fault>(fault);
        await bench.PassAsync(30 * Second);
        bench.Status.State.ShouldBe(DeviceState.Unreachable);
        bench.Device.Fault = Fault.None;
        await bench.PassAsync(Minute);
        bench.Status.State.ShouldBe(DeviceState.Ok);
    }

    [Fact]
    public async Task A_compressor_keeps_its_times_whatever_is_asked()
    {
        var bench = await DeviceBench.ReadyAsync(
            ratedKw: 2,
            new DeviceRules(LeastOn: 5 * Minute, LeastOff: 3 * Minute),
            Relay,
            LoadTypes.Hvac
        );
        (bench.Readout.WantedKw - bench.Readout.LowestKw).ShouldBe(0, "it was switched on just now, as far as anybody knows");
        bench.Limit(0);
        await bench.PassAsync(4 * Minute);
        bench.Device.LimitKw.ShouldBeNull();
        await bench.PassAsync(2 * Minute);
        bench.Device.LimitKw.ShouldBe(0);
        bench.Release();
        await bench.PassAsync(Minute);
        bench.Device.LimitKw.ShouldBe(0);
        bench.Readout.IsPausing.ShouldBeTrue();
        await bench.PassAsync(3 * Minute);
        bench.Device.LimitKw.ShouldBeNull();
        bench.Readout.IsPausing.ShouldBeFalse();
    }

    [Fact]
    public async Task A_memory_is_written_no_more_often_than_it_bears_and_it_is_said()
    {
        const int writesADay = 40;
        var bench = await DeviceBench.ReadyAsync(rules: new DeviceRules(WritesADayMax: writesADay));
        for (var n = 0; n < 120; n++)
        {
            bench.Limit(1.4 + (n % 5));
            await bench.PassAsync(Minute);
            bench.Release();
            await bench.PassAsync(Minute);
        }
        bench.Device.Writes.Count.ShouldBeLessThanOrEqualTo(writesADay + 1);
        bench.Device.LimitKw.ShouldBeNull("what takes a limit away is always written");
        bench.Status.State.ShouldBe(DeviceState.Refused);
        bench.Status.Reason.ShouldNotBeNull().ShouldStartWith("its 40 writes a day are used up");
        await bench.PassAsync(TimeSpan.FromHours(25));
        bench.Status.State.ShouldBe(DeviceState.Ok);
    }

    [Fact]
    public async Task A_change_of_a_limit_waits_for_a_memory_and_its_end_does_not()
    {
        var bench = await DeviceBench.ReadyAsync(rules: new DeviceRules(WritesADayMax: 1440));
        bench.Limit(3);
        await bench.PassAsync(Second);
        bench.Limit(4);
        await bench.PassAsync(30 * Second);
        bench.Device.LimitKw.ShouldBe(3);
        await bench.PassAsync(31 * Second);
        bench.Device.LimitKw.ShouldBe(4);
        bench.Release();
        await bench.PassAsync(Second);
        bench.Device.LimitKw.ShouldBeNull();
    }

    [Fact]
    public async Task The_end_of_the_VEN_takes_the_limit_off_and_a_loss_of_power_leaves_it()
    {
        var ended = await DeviceBench.ReadyAsync();
        ended.Limit(3);
        await ended.PassAsync(Second);
        await ended.Load.DisposeAsync();
        ended.Device.LimitKw.ShouldBeNull();

        var dead = await DeviceBench.ReadyAsync();
        dead.Limit(3);
        await dead.PassAsync(Second);
        await dead.Load.AbandonAsync();
        dead.Device.LimitKw.ShouldBe(3);
    }

    [Fact]
    public async Task What_a_VEN_that_died_has_left_on_a_device_without_a_timer_is_taken_off()
    {
        var bench = new DeviceBench(ratedKw: 2, traits: Relay);
        bench.Device.Set(0);
        bench.Load.Listen(bench);
        await bench.PassAsync(Minute);
        bench.Device.LimitKw.ShouldBe(0, "without the log nobody knows who switched it off: it may be the owner");
        bench.Load.ReleaseHeld(bench.Clock.GetUtcNow());
        await bench.PassAsync(Second);
        bench.Device.LimitKw.ShouldBeNull();
        bench.Told.ShouldBe(["ok", "free"]);
    }

    [Fact]
    public async Task A_driver_that_hangs_for_good_delays_no_other()
    {
        var clock = TimeProvider.System;
        var context = new DeviceContext(clock, NullLoggerFactory.Instance);
        DeviceLoad Load(IDeviceDriver driver) =>
            new(new LoadDescription("ev", "Charger", LoadTypes.Ev, 7.4, Priority: 1), driver, new DeviceRules(), context);
        await using var hanging = Load(new HangingDriver());
        var fine = new TestDevice(new FakeTimeProvider(), 7.4);
        await using var other = Load(fine);
        hanging.Start(new DeviceBench());
        other.Start(new DeviceBench());
        await Eventually.HoldsAsync(() => StateOf(hanging) == DeviceState.Unreachable && StateOf(other) == DeviceState.Ok, "one is away");
        other.LimitTo(3, clock.GetUtcNow());
        hanging.LimitTo(3, clock.GetUtcNow());
        await Eventually.HoldsAsync(
            () => fine.LimitKw == 3 && other.MeasureAt(clock.GetUtcNow()).Device!.IsActuated,
            "the other is limited"
        );
        DeviceState StateOf(DeviceLoad load) => load.MeasureAt(clock.GetUtcNow()).Device!.State;
    }

    /// <summary>Does not end when it is told to, as no driver may.</summary>
    private sealed class HangingDriver : IDeviceDriver
    {
        public DeviceTraits Traits { get; } =
            new(1.4, CanBeOff: false, LimitForgetting.ByDevice) { CallTimeout = TimeSpan.FromMilliseconds(100) };

        public Task<DeviceReading> ReadAsync(CancellationToken cancellation) => new TaskCompletionSource<DeviceReading>().Task;

        public Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation) => new TaskCompletionSource().Task;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_switch_goes_off_by_a_limit_below_what_it_draws()
    {
        var bench = await DeviceBench.ReadyAsync(ratedKw: 2, traits: Relay);
        bench.Load.Description.IsModulating.ShouldBeFalse();
        bench.Device.WantedKw = 1.8;
        await bench.PassAsync(5 * Second);
        bench.Limit(1.85);
        await bench.PassAsync(5 * Second);
        bench.Device.LimitKw.ShouldBeNull("it draws less");
        bench.Limit(1);
        await bench.PassAsync(5 * Second);
        bench.Device.LimitKw.ShouldBe(0);
    }
}
