using DrEvents.Ven.Log;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class ClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void a_clock_that_is_set_back_in_an_event_does_not_lengthen_it(bool inAPowerCut)
    {
        using var log = new MemoryEventLog();
        using var home = new TestHome(log, new FakeTimeProvider(Noon));
        home.Shed(kw: 2, durationS: 1800);
        home.Pass(TimeSpan.FromMinutes(10));

        var back = new FakeTimeProvider(Noon.AddHours(-3));
        using var after = inAPowerCut ? new TestHome(log, back) : home;
        if (!inAPowerCut)
            home.SetBackTo(back);
        after.Advance();
        // After a power cut it is the newest entry of the log that tells how late it was: a minute before, at most.
        var until = after.State.Shed.ShouldNotBeNull().What.Until;
        until.ShouldBeInRange(Noon.AddHours(-3).AddMinutes(20), Noon.AddHours(-3).AddMinutes(inAPowerCut ? 21 : 20));
        after.UsedKw.ShouldBe(4.9, 1e-6);
        after.Pass(until - after.Now);
        after.State.Shed.ShouldBeNull();
        after.UsedKw.ShouldBe(6.9, 1e-6);
        after.Kinds.Count(k => k == "clockSetBack").ShouldBe(1);
    }

    [Fact]
    public void a_clock_that_is_set_back_shows_in_the_times_of_the_samples_and_a_small_correction_does_not()
    {
        using var home = new TestHome(clock: new FakeTimeProvider(Noon));
        home.Sample().At.ShouldBe(Noon);
        home.SetBackTo(new FakeTimeProvider(Noon.AddSeconds(-1)));
        home.Sample().At.ShouldBe(Noon.AddMilliseconds(1));
        home.Kinds.ShouldNotContain("clockSetBack");
        home.SetBackTo(new FakeTimeProvider(Noon.AddHours(-1)));
        home.Sample().At.ShouldBe(Noon.AddHours(-1));
        home.Kinds.ShouldContain("clockSetBack");
    }
}
