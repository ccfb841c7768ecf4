using DrEvents.Ven.Devices;
using DrEvents.Ven.Loads;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>How a limit comes off a device that has no timer, and the owner's hand at it.</summary>
public sealed class DeviceEndTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly DeviceTraits Relay = new(LeastKw: 2, CanBeOff: true, LimitForgetting.ByWatchdog);

    [Fact]
    public async Task What_the_owner_sets_at_a_device_without_a_timer_wins_after_ten_minutes_too()
    {
        var bench = await DeviceBench.ReadyAsync(ratedKw: 2, traits: Relay);
        bench.Limit(0);
        await bench.PassAsync(10 * Minute);
        bench.Device.Set(null);
        await bench.PassAsync(2 * Second);
        bench.Status.IsActuated.ShouldBeFalse();
        await bench.PassAsync(10 * Second);
        bench.Told.ShouldBe(["ok", "held", "by hand: no limit", "free"]);
    }

    [Fact]
    public async Task A_device_whose_readings_are_nonsense_is_released_and_not_limited()
    {
        var bench = await DeviceBench.ReadyAsync(ratedKw: 2, traits: Relay);
        bench.Limit(0);
        await bench.PassAsync(Second);
        bench.Device.Fault = Fault.Nonsense;
        await bench.PassAsync(20 * Second);
        bench.Release();
        await bench.PassAsync(2 * Minute);
        bench.Device.LimitKw.ShouldBeNull();
        bench.Limit(0);
        await bench.PassAsync(2 * Minute);
        bench.Device.LimitKw.ShouldBeNull("it is not known what it does");
        bench.Told[^1].ShouldNotBe("free", "nobody has seen it");
    }

    [Fact]
    public async Task A_device_that_does_not_show_its_release_at_the_end_stays_held_for_the_next_start()
    {
        var bench = await DeviceBench.ReadyAsync(ratedKw: 2, traits: Relay);
        bench.Limit(0);
        await bench.PassAsync(Second);
        bench.Device.Fault = Fault.Deaf;
        await bench.Load.DisposeAsync();
        bench.Device.Writes[^1].Kw.ShouldBeNull();
        bench.Told.ShouldBe(["ok", "held"]);

        var fine = await DeviceBench.ReadyAsync(ratedKw: 2, traits: Relay);
        fine.Limit(0);
        await fine.PassAsync(Second);
        await fine.Load.DisposeAsync();
        fine.Told.ShouldBe(["ok", "held", "free"]);
    }

    [Fact]
    public async Task A_call_that_lingers_at_the_end_does_not_keep_the_limit_on()
    {
        var driver = new LingeringDriver();
        var load = new DeviceLoad(
            new LoadDescription("ev", "Charger", LoadTypes.Ev, 7.4, Priority: 1),
            driver,
            new DeviceRules(),
            new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance)
        );
        load.Start(new DeviceBench());
        load.LimitTo(3, DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => load.MeasureAt(DateTimeOffset.UtcNow).Device!.IsActuated, "it is limited");
        driver.IsLingering = true;
        await Eventually.HoldsAsync(() => driver.IsWithin, "a call is under way");
        await load.DisposeAsync();
        driver.LimitKw.ShouldBeNull();
    }

    [Fact]
    public void A_device_that_is_switched_off_may_still_name_its_limit()
    {
        var keeper = new LimitKeeper(7.4);
        keeper.Want(0);
        keeper.Writing(Second, 0);
        keeper.Written(Second, 0);
        var reading = new DeviceReading(0)
        {
            IsOn = false,
            LimitKw = 3,
            IsLimitRead = true,
        };
        keeper
            .See(2 * Second, reading, 0, new DeviceTraits(1.4, CanBeOff: true, LimitForgetting.ByWatchdog))
            .ShouldBe(LimitVerdict.Actuated);
    }

    /// <summary>Needs a moment to end its call when it is told to.</summary>
    private sealed class LingeringDriver : IDeviceDriver
    {
        public DeviceTraits Traits { get; } =
            new(1.4, CanBeOff: false, LimitForgetting.ByDevice) { ReadInterval = TimeSpan.FromMilliseconds(50) };

        public bool IsLingering { get; set; }

        public bool IsWithin { get; private set; }

        public double? LimitKw { get; private set; }

        public async Task<DeviceReading> ReadAsync(CancellationToken cancellation)
        {
            IsWithin = IsLingering;
            if (IsLingering)
                await Task.Delay(500, CancellationToken.None);
            return new DeviceReading(3) { LimitKw = LimitKw, IsLimitRead = true };
        }

        public Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
        {
            LimitKw = kw;
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
