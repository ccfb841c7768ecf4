using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>Trials of devices that have to stay on or off for a while once they are so.</summary>
public sealed class TrialOfCompressorTests
{
    private static readonly DeviceTraits Compressor = new(LeastKw: 2, CanBeOff: true, LimitForgetting.ByWatchdog)
    {
        LeastOn = TimeSpan.FromMinutes(10),
        LeastOff = TimeSpan.FromMinutes(10),
    };

    [Fact]
    public async Task One_that_nobody_saw_go_on_says_when_it_can_be_tried_and_what_a_confirmation_costs()
    {
        var bench = await DeviceBench.ReadyAsync(2, traits: Compressor);
        var refused = await Should.ThrowAsync<DeviceException>(() => TryAsync(bench, hasRunLong: false));
        refused.Message.ShouldContain("has to run for 10 min once it is on, and can be tried at 12:10:0");
        refused.Message.ShouldContain("Nobody has seen when it went on");
        refused.Message.ShouldContain("starts against pressure");
        bench.Device.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_confirms_that_it_has_run_for_long_tries_it_at_once_and_is_told_when_it_is_back()
    {
        var bench = await DeviceBench.ReadyAsync(2, traits: Compressor);
        var trial = await TryAsync(bench, hasRunLong: true);
        (trial.BeforeKw, trial.DuringKw).ShouldBe((2, 0));
        trial.StaysOffFor.ShouldBeInRange(TimeSpan.FromSeconds(580), TimeSpan.FromMinutes(10));
        bench.Device.LimitKw.ShouldBe(0);
        await bench.PassAsync(TimeSpan.FromMinutes(10));
        bench.Device.LimitKw.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_seen_to_go_on_a_moment_ago_is_not_confirmed_away()
    {
        var bench = await DeviceBench.ReadyAsync(2, traits: Compressor);
        await TryAsync(bench, hasRunLong: true);
        await bench.PassAsync(TimeSpan.FromMinutes(11));
        bench.Device.LimitKw.ShouldBeNull("it is on again, and was seen to go on");
        var refused = await Should.ThrowAsync<DeviceException>(() => TryAsync(bench, hasRunLong: true));
        refused.Message.ShouldNotContain("Nobody has seen");
    }

    private static async Task<Trial> TryAsync(DeviceBench bench, bool hasRunLong)
    {
        var trial = new DeviceTrials(bench.Load, meter: null, bench.Clock) { HasRunLong = hasRunLong }.RunAsync(CancellationToken.None);
        while (!trial.IsCompleted)
        {
            await bench.PassAsync(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
        return await trial;
    }
}
