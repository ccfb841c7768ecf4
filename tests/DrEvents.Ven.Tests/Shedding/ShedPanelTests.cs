using DrEvents.Contracts.Mqtt;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class ShedPanelTests
{
    [Fact]
    public void a_shed_takes_what_was_asked_and_says_so()
    {
        using var home = new TestHome();
        var ack = home.Shed(kw: 2);

        ack.Ok.ShouldBeTrue();
        ack.Op.ShouldBe(CommandOps.ShedPanel);
        ack.EventId.ShouldBe(EventId);
        ack.VenId.ShouldBe(VenId);
        ack.TargetKw.ShouldBe(4.9);
        ack.ActualShedKw.ShouldBe(2);
        ack.Until.ShouldBe(home.Now.AddSeconds(1800));
        ack.CircuitsCurtailed.Single().ShouldBe(new CurtailedCircuit("heater", "heater", null, 2, 2, 0, false));
        home.UsedKw.ShouldBe(4.9, 1e-9);
    }

    [Fact]
    public void everything_is_in_the_log_before_a_load_moves()
    {
        using var home = new TestHome();
        home.Shed();
        home.Kinds.ShouldBe(["commandReceived", "shedStarted", "loadsLimited", "commandAnswered"]);
    }

    [Fact]
    public void more_than_can_be_shed_is_shed_as_far_as_it_goes_and_critical_loads_stay()
    {
        using var home = new TestHome();
        home.Shed(kw: 6).ActualShedKw.ShouldNotBeNull().ShouldBe(4.5, 1e-9);
        home.Load("kitchen").Acts.ShouldBe(0);
        home.UsedKw.ShouldBe(2.4, 1e-9);
    }

    [Fact]
    public void the_same_command_again_gets_the_same_answer_and_nothing_moves()
    {
        using var home = new TestHome();
        var first = home.SendRaw(Shed, "c-x");
        var acts = home.Loads.Sum(l => home.Load(l.Description.Id).Acts);
        home.Clock.Advance(TimeSpan.FromMinutes(1));

        home.SendRaw(Shed, "c-x").ShouldBe(first);
        home.Loads.Sum(l => home.Load(l.Description.Id).Acts).ShouldBe(acts);
        home.State.Shed!.What.Until.ShouldBe(home.Now.AddMinutes(29));
    }

    [Fact]
    public void a_repeat_after_the_end_does_not_shed_again()
    {
        using var home = new TestHome();
        home.SendRaw(Shed, "c-x");
        home.Pass(TimeSpan.FromMinutes(31));
        home.SendRaw(Shed, "c-x");
        home.State.Shed.ShouldBeNull();
        home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public void an_expired_command_is_refused(int expiresInS)
    {
        using var home = new TestHome();
        var ack = home.Send(c => Shed(c) with { ExpiresAt = home.Now.AddSeconds(expiresInS) });
        (ack.Ok, ack.Error).ShouldBe((false, "expired"));
        home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void a_shed_ends_by_itself_at_the_second()
    {
        using var home = new TestHome();
        home.Shed(durationS: 60);
        home.Pass(TimeSpan.FromSeconds(59));
        home.UsedKw.ShouldBe(4.9, 1e-9);
        home.Pass(TimeSpan.FromSeconds(1));
        home.UsedKw.ShouldBe(6.9, 1e-9);
        home.Log.Read().Last().Json.ShouldBe("""{"eventId":"evt-0000000a","reason":"time over","restored":["heater"]}""");
    }

    [Fact]
    public void a_shed_never_outlives_its_commands_expiry()
    {
        using var home = new TestHome();
        home.Send(c => Shed(c) with { ExpiresAt = home.Now.AddSeconds(10) }).Until.ShouldBe(home.Now.AddSeconds(10));
        home.NextDue.ShouldBe(home.Now.AddSeconds(5));
    }

    [Fact]
    public void a_higher_revision_replaces_the_lower_against_the_same_baseline()
    {
        using var home = new TestHome();
        home.Pass(TimeSpan.FromMinutes(5));
        home.Shed(kw: 2);
        home.Pass(TimeSpan.FromMinutes(5));
        home.Shed(kw: 3, revision: 2).ActualShedKw.ShouldNotBeNull().ShouldBe(3, 1e-6);
        home.UsedKw.ShouldBe(3.9, 1e-6);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 1)]
    public void a_revision_that_is_not_higher_is_refused(int first, int second)
    {
        using var home = new TestHome();
        home.Shed(kw: 2, revision: first);
        var ack = home.Shed(kw: 3, revision: second);
        (ack.Ok, ack.Error).ShouldBe((false, "stale revision"));
        home.UsedKw.ShouldBe(4.9, 1e-9);
    }

    [Fact]
    public void a_stale_revision_stays_stale_after_the_event_was_restored()
    {
        using var home = new TestHome();
        home.Shed();
        home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId });
        home.Shed().Error.ShouldBe("stale revision");
        home.Shed(revision: 2).Ok.ShouldBeTrue();
    }

    [Fact]
    public void another_event_replaces_the_running_one()
    {
        using var home = new TestHome();
        home.Shed(kw: 2);
        home.Shed(kw: 1, eventId: "evt-0000000b").Ok.ShouldBeTrue();
        home.State.Shed!.What.EventId.ShouldBe("evt-0000000b");
        home.UsedKw.ShouldBe(5.9, 1e-9);
        home.Kinds.Count(k => k == "shedEnded").ShouldBe(1);
    }

    [Theory]
    [InlineData(null, 60, "requestedReductionKw: missing or not above 0")]
    [InlineData(-1.0, 60, "requestedReductionKw: missing or not above 0")]
    [InlineData(1.0, 0, "expired")]
    public void a_shed_that_makes_no_sense_is_refused(double? kw, int durationS, string error)
    {
        using var home = new TestHome();
        home.Send(c => c with { RequestedReductionKw = kw, DurationS = durationS }).Error.ShouldBe(error);
    }

    [Fact]
    public void a_shed_without_any_end_is_refused()
    {
        using var home = new TestHome();
        home.Send(c => c with { RequestedReductionKw = 1, ExpiresAt = null }).Error.ShouldBe("durationS: missing");
    }

    [Fact]
    public void the_reduction_holds_when_the_loads_change_in_the_event()
    {
        using var home = new TestHome();
        home.Pass(TimeSpan.FromMinutes(10));
        home.Shed(kw: 2);

        home.Load("heater").WantedKw = 0;
        home.Pass(TimeSpan.FromSeconds(5));
        home.UsedKw.ShouldBe(4.9, 0.1);

        home.Load("heater").WantedKw = 2;
        home.Load("ev").WantedKw = 3.5;
        home.Pass(TimeSpan.FromSeconds(5));
        home.UsedKw.ShouldBe(5.4, 0.1, "without the event it would use half a kW more, too");
    }

    [Fact]
    public void what_the_home_would_not_use_anyway_is_no_reduction()
    {
        using var home = new TestHome();
        home.Pass(TimeSpan.FromMinutes(10));
        home.Shed(kw: 2);
        home.Load("kitchen").WantedKw = 0;
        home.Load("ev").WantedKw = 1.4;
        home.Pass(TimeSpan.FromSeconds(5));
        home.State.PanelLimits.Keys.ShouldBe(["heater"]);
        home.Sample().ShedPowerKw.ShouldNotBeNull().ShouldBe(2, 0.001);
    }

    [Fact]
    public void a_sample_in_the_event_says_what_was_measured()
    {
        using var home = new TestHome();
        home.Pass(TimeSpan.FromMinutes(10));
        home.Sample().BaselinePowerKw.ShouldBeNull();
        home.Shed(kw: 2);
        home.Load("kitchen").WantedKw = 1.5;
        var sample = home.Sample();
        sample.EventId.ShouldBe(EventId);
        sample.RequestedReductionKw.ShouldBe(2);
        sample.BaselinePowerKw.ShouldNotBeNull().ShouldBe(7.4, 1e-6);
        sample.BaselineMethod.ShouldBe(BaselineMethods.Counterfactual);
        sample.ShedPowerKw.ShouldNotBeNull().ShouldBe(2, 1e-6);
    }

    [Fact]
    public void two_samples_never_have_the_same_time()
    {
        using var home = new TestHome();
        home.Sample().At.ShouldBeLessThan(home.Sample().At);
    }
}
