using DrEvents.Ven.Devices;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>Since when a device is on or off.</summary>
public sealed class SwitchTimesTests
{
    private static readonly DeviceTraits Compressor = new(2, CanBeOff: true, LimitForgetting.ByWatchdog)
    {
        LeastOn = TimeSpan.FromMinutes(10),
        LeastOff = TimeSpan.FromMinutes(10),
    };

    [Fact]
    public void Who_knows_that_it_has_run_for_long_ends_no_least_time_off()
    {
        var times = new SwitchTimes();
        times.See(TimeSpan.Zero, isOn: false);
        times.TakeAsLong();
        times.MayGoOnAt(Compressor, null).ShouldBe(TimeSpan.FromMinutes(10));

        var running = new SwitchTimes();
        running.See(TimeSpan.Zero, isOn: true);
        running.TakeAsLong();
        running.MayGoOffAt(Compressor).ShouldBeLessThan(TimeSpan.Zero);
    }
}
