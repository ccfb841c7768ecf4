using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class ReturnTests
{
    private static readonly ReturnPace Pace = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void every_load_comes_back_by_itself_within_spread_and_ramp(bool byCommand)
    {
        using var home = new TestHome(pace: Pace);
        home.Shed(kw: 4.5, durationS: 600);
        home.Pass(TimeSpan.FromSeconds(byCommand ? 300 : 600));
        if (byCommand)
            home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId }).Restored.ShouldBe(["ev", "heater", "pump"]);
        home.State.Shed.ShouldBeNull();
        home.UsedKw.ShouldBeLessThan(6.9);

        var levels = new List<double>();
        for (var s = 0; s < 120; s++)
        {
            home.Pass(TimeSpan.FromSeconds(1));
            levels.Add(home.UsedKw);
        }
        levels.SequenceEqual(levels.Order()).ShouldBeTrue("power only rises");
        levels[^1].ShouldBe(6.9, 1e-9);
        home.State.Returning.ShouldBeEmpty();
        home.Kinds.Count(k => k == "loadReturned").ShouldBe(3);
        home.Kinds.Count(k => k == "loadsReturning").ShouldBe(1);
    }

    [Fact]
    public void a_switched_load_waits_for_its_turn_and_a_modulating_one_rises_evenly()
    {
        using var home = new TestHome(pace: Pace);
        home.Shed(kw: 4.5, durationS: 600);
        home.Pass(TimeSpan.FromSeconds(600));
        var (ev, heater) = (home.State.Returning["ev"], home.State.Returning["heater"]);
        (ev.Until - ev.At).ShouldBe(Pace.Ramp);
        heater.Until.ShouldBe(heater.At);
        heater.At.ShouldBeInRange(home.Now, home.Now + Pace.Spread);
        ReturnPlan.LimitAt(heater, heater.At.AddSeconds(-1)).ShouldBe(0);
        ReturnPlan.LimitAt(heater, heater.At).ShouldBeNull();
        ReturnPlan.LimitAt(ev, ev.At).ShouldBe(1.4);
        ReturnPlan.LimitAt(ev, ev.At.AddSeconds(30)).ShouldNotBeNull().ShouldBe(2.2, 1e-9);
        ReturnPlan.LimitAt(ev, ev.Until).ShouldBeNull();
    }

    [Fact]
    public void a_fleet_comes_back_over_the_whole_spread_and_not_as_one_peak()
    {
        var homes = Enumerable.Range(0, 100).Select(n => new TestHome(pace: Pace, venId: $"ven-{n}")).ToList();
        homes.ForEach(h => h.Shed(kw: 4.5, durationS: 60));
        homes.ForEach(h => h.Pass(TimeSpan.FromSeconds(60)));
        var before = homes.Sum(h => h.UsedKw);
        var steepest = 0.0;
        for (var s = 0; s < 120; s += 10)
        {
            homes.ForEach(h => h.Pass(TimeSpan.FromSeconds(10)));
            var after = homes.Sum(h => h.UsedKw);
            steepest = Math.Max(steepest, after - before);
            before = after;
        }
        before.ShouldBe(690, 1e-6);
        // 450 kW in at least 60 s is 75 kW in 10 s if it were perfectly even.
        steepest.ShouldBeLessThan(0.25 * 450);
    }

    [Fact]
    public void what_is_on_its_way_back_is_no_baseline()
    {
        using var home = new TestHome(pace: Pace);
        home.Pass(TimeSpan.FromMinutes(10));
        home.Shed(kw: 4.5, durationS: 60);
        home.Pass(TimeSpan.FromSeconds(60 + 120));
        home.Look().Estimate.ShouldNotBeNull().MeanKw.ShouldBe(6.9, 1e-9);
        home.Sample().ShedPowerKw.ShouldBe(0);
    }

    [Fact]
    public void a_new_event_takes_loads_over_that_are_on_their_way_back()
    {
        using var home = new TestHome(pace: Pace);
        home.Pass(TimeSpan.FromMinutes(10));
        home.Shed(kw: 4.5, durationS: 60);
        home.Pass(TimeSpan.FromSeconds(60));
        home.Shed(kw: 2, eventId: "evt-0000000b");
        home.State.Returning.ShouldBeEmpty();
        home.UsedKw.ShouldBe(4.9, 0.1);
    }

    [Fact]
    public void a_checkpoint_holds_what_is_on_its_way_back()
    {
        using var home = new TestHome(pace: Pace);
        home.Shed(kw: 4.5, durationS: 60);
        home.Pass(TimeSpan.FromSeconds(60));
        var (kind, json) = VenEventJson.Write(new Checkpoint(0, "", home.State));
        var state = VenEventJson.Read(kind, json).ShouldBeOfType<Checkpoint>().State;
        state.Returning.Values.ShouldBe(home.State.Returning.Values);
        state.LimitsAt(home.Now.AddSeconds(1)).ShouldBe(home.State.LimitsAt(home.Now.AddSeconds(1)));
    }

    [Fact]
    public void a_ven_that_is_killed_meanwhile_goes_on_and_one_that_comes_late_frees_at_once()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ven-{Guid.NewGuid():N}.db");
        try
        {
            using var first = new TestHome(new SqliteEventLog(path), pace: Pace);
            first.Shed(kw: 4.5, durationS: 60);
            first.Pass(TimeSpan.FromSeconds(60));
            var returning = first.State.Returning;
            first.Dispose();

            using var second = new TestHome(new SqliteEventLog(path), first.Clock, pace: Pace);
            second.State.Returning.Values.ShouldBe(returning.Values);
            second.UsedKw.ShouldBe(2.4, 0.1);
            second.Dispose();

            first.Clock.Advance(TimeSpan.FromHours(1));
            using var third = new TestHome(new SqliteEventLog(path), first.Clock, pace: Pace);
            third.UsedKw.ShouldBe(6.9, 1e-9);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
