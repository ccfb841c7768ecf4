using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>
/// A kitchen of 1 kW and a vehicle that charges with 3 kW. Without the event it would have been full after five minutes of it; after the event it still
/// wants 3 kW.
/// </summary>
public sealed class GentleReturnTests
{
    private const double UsualKw = 1;
    private const double HungryKw = 4;
    private const int ReturnS = 600;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void the_home_uses_what_it_would_have_used_until_its_time_is_over(bool byCommand)
    {
        using var home = Shed(byCommand ? 3_000 : 600, byCommand ? null : ReturnS);
        home.Pass(TimeSpan.FromSeconds(600));
        if (byCommand)
            home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId, Revision = 2, ReturnSeconds = ReturnS });

        home.State.Shed.ShouldBeNull("the event is over");
        home.State.Gentle.ShouldBe(new GentleReturn(EventId, home.Now.AddSeconds(ReturnS)));
        for (var s = 0; s < ReturnS - 10; s += 10)
        {
            home.Pass(TimeSpan.FromSeconds(10));
            home.UsedKw.ShouldBe(UsualKw, 0.06);
        }
        home.Pass(TimeSpan.FromSeconds(10));
        home.UsedKw.ShouldBe(HungryKw, 1e-9);
        home.State.IsLimiting.ShouldBeFalse();
        home.State.Past[^1].EndedAt.ShouldBe(home.Now.AddSeconds(-ReturnS), "nothing of the return counts as the event");
    }

    [Fact]
    public void the_own_pace_of_its_loads_follows()
    {
        using var home = Shed(600, ReturnS, ReturnPace.Usual);
        home.Pass(TimeSpan.FromSeconds(600 + ReturnS));
        home.State.Gentle.ShouldBeNull();
        home.State.Returning.ShouldNotBeEmpty();
        home.Pass(ReturnPace.Usual.Spread + ReturnPace.Usual.Ramp);
        home.UsedKw.ShouldBe(HungryKw, 1e-9);
    }

    [Fact]
    public void an_emergency_gives_back_at_once_during_the_event_and_after_it()
    {
        using var during = Shed(3_000, ReturnS, ReturnPace.Usual);
        during.Pass(TimeSpan.FromSeconds(60));
        during.Send(c => c with { Op = CommandOps.Restore, EventId = EventId, Revision = 2, ReturnSeconds = 0 });
        during.UsedKw.ShouldBe(HungryKw, 1e-9);

        using var after = Shed(600, ReturnS, ReturnPace.Usual);
        after.Pass(TimeSpan.FromSeconds(660));
        after.UsedKw.ShouldBeLessThan(HungryKw);
        after.Send(c => c with { Op = CommandOps.Restore, EventId = EventId, Revision = 2, ReturnSeconds = 0 }).Restored.ShouldNotBeEmpty();
        after.UsedKw.ShouldBe(HungryKw, 1e-9);
    }

    [Fact]
    public void the_restore_that_follows_the_end_does_not_begin_the_return_anew()
    {
        using var home = Shed(600, ReturnS);
        home.Pass(TimeSpan.FromSeconds(605));
        var gentle = home.State.Gentle;
        home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId, Revision = 2, ReturnSeconds = 2 * ReturnS }).Ok.ShouldBeTrue();
        home.State.Gentle.ShouldBe(gentle);
    }

    [Fact]
    public void a_new_event_and_disabling_end_it()
    {
        using var home = Shed(600, ReturnS);
        home.Pass(TimeSpan.FromSeconds(660));
        home.Shed(kw: 2, eventId: "evt-0000000b");
        (home.State.Gentle, home.State.Shed?.What.EventId).ShouldBe((null, "evt-0000000b"));

        using var disabled = Shed(600, ReturnS);
        disabled.Pass(TimeSpan.FromSeconds(660));
        disabled.Send(c => c with { Op = CommandOps.Set, Enabled = false });
        disabled.UsedKw.ShouldBe(HungryKw, 1e-9);
    }

    [Fact]
    public void a_home_that_nobody_has_seen_before_comes_back_load_by_load_within_the_time()
    {
        using var home = new TestHome();
        home.Send(c => c with { EventId = EventId, RequestedReductionKw = 4.5, DurationS = 60, ReturnSeconds = ReturnS });
        home.Pass(TimeSpan.FromSeconds(60));
        home.State.Gentle.ShouldBeNull();
        home.State.Returning.Values.Select(l => l.At).Distinct().Count().ShouldBe(3);
        home.State.Returning.Values.ShouldAllBe(l => l.At < home.Now.AddSeconds(ReturnS));
    }

    [Fact]
    public void a_ven_that_was_restarted_meanwhile_gives_back_what_it_cannot_hold_any_more()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ven-{Guid.NewGuid():N}.db");
        try
        {
            using var first = Shed(600, ReturnS, log: new SqliteEventLog(path));
            first.Pass(TimeSpan.FromSeconds(660));
            first.State.Gentle.ShouldNotBeNull();
            first.Dispose();

            // Nobody has seen the loads free since the start: it cannot be held to what it would use.
            using var second = new TestHome(new SqliteEventLog(path), first.Clock, first.Loads);
            second.State.Gentle.ShouldBeNull();
            second.UsedKw.ShouldBe(HungryKw, 1e-9);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void a_checkpoint_holds_it()
    {
        using var home = Shed(600, ReturnS);
        home.Pass(TimeSpan.FromSeconds(660));
        var (kind, json) = VenEventJson.Write(new Checkpoint(0, "", home.State));
        var state = VenEventJson.Read(kind, json).ShouldBeOfType<Checkpoint>().State;
        state.Gentle.ShouldBe(home.State.Gentle);
        state.LimitsAt(home.Now).ShouldBe(home.State.LimitsAt(home.Now));
    }

    [Fact]
    public void samples_say_what_the_home_would_use_for_an_hour_after_the_event_and_no_longer()
    {
        using var home = Shed(600, ReturnS);
        home.Pass(TimeSpan.FromSeconds(660));
        var sample = home.Sample();
        (sample.EventId, sample.ShedPowerKw, sample.BaselineMethod).ShouldBe((null, 0, BaselineMethods.Counterfactual));
        sample.BaselinePowerKw.ShouldNotBeNull().ShouldBe(UsualKw, 0.01);

        home.Pass(TimeSpan.FromMinutes(58));
        home.Sample().BaselinePowerKw.ShouldNotBeNull();
        home.Pass(TimeSpan.FromMinutes(2));
        home.Sample().BaselinePowerKw.ShouldBeNull();
    }

    private static TestHome Shed(int durationS, int? returnS, ReturnPace pace = default, EventLog? log = null)
    {
        var home = new TestHome(log, loads: [new Charger(), new SteadyLoad("kitchen", wantedKw: 1, isCritical: true)], pace: pace);
        home.Pass(TimeSpan.FromMinutes(10));
        home.Send(c => c with { EventId = EventId, RequestedReductionKw = 3, DurationS = durationS, ReturnSeconds = returnS });
        return home;
    }

    /// <summary>Has a vehicle that needs a quarter of a kWh and never gets it.</summary>
    private sealed class Charger : ILoad
    {
        private double? _limitKw;

        public LoadDescription Description { get; } = new("ev", "ev", LoadTypes.Ev, 4, Priority: 1, IsCritical: false, IsModulating: true);

        public LoadReadout MeasureAt(DateTimeOffset now) => new(Math.Min(3, _limitKw ?? 3), 3, 0) { NeededKwh = 0.25 };

        public void LimitTo(double kw, DateTimeOffset now) => _limitKw = kw;

        public void Release(DateTimeOffset now) => _limitKw = null;
    }
}
