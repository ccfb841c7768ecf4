using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Shedding;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>A trial of one load beside the VEN's own limits.</summary>
public sealed class TrialLimitTests
{
    [Fact]
    public void a_trial_has_the_load_until_its_end()
    {
        using var home = new TestHome();
        home.TryBeginTrial("heater", 0).ShouldBeTrue();
        home.UsedKw.ShouldBe(4.9, 1e-9);
        home.EndTrial("heater").ShouldBeTrue();
        home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void none_begins_while_loads_are_shed_or_come_back()
    {
        using var home = new TestHome(pace: new ReturnPace(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60)));
        home.Shed(durationS: 60);
        home.TryBeginTrial("kitchen", 0).ShouldBeFalse();
        home.Pass(TimeSpan.FromSeconds(60));
        (home.State.IsShedding, home.State.IsReturning).ShouldBe((false, true));
        home.TryBeginTrial("kitchen", 0).ShouldBeFalse();
        home.Load("kitchen").Acts.ShouldBe(0);
        home.Pass(TimeSpan.FromSeconds(120));
        home.TryBeginTrial("kitchen", 0).ShouldBeTrue();
    }

    [Fact]
    public void an_event_that_begins_amid_one_has_the_load_and_the_trial_is_told()
    {
        using var home = new TestHome();
        home.TryBeginTrial("heater", 0.5).ShouldBeTrue();
        home.Shed(kw: 4.5);
        home.EndTrial("heater").ShouldBeFalse();
        home.State.LimitsAt(home.Now).ContainsKey("heater").ShouldBeTrue();
        home.UsedKw.ShouldBe(2.4, 1e-9);
    }

    [Fact]
    public void one_that_was_over_again_before_its_end_is_told_too()
    {
        using var home = new TestHome();
        home.TryBeginTrial("heater", 0).ShouldBeTrue();
        home.Shed();
        home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId });
        home.State.IsLimiting.ShouldBeFalse();
        home.EndTrial("heater").ShouldBeFalse();
        home.TryBeginTrial("heater", 0).ShouldBeTrue();
        home.EndTrial("heater").ShouldBeTrue();
    }
}
