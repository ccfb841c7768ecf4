using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Shedding;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>Loads that have to run: a heat pump that was locked for long, a vehicle that would not be ready.</summary>
public sealed class UrgentLoadTests
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(6);

    [Fact]
    public void a_load_that_a_command_limits_alone_is_free_as_soon_as_it_has_to_run()
    {
        using var home = new TestHome();
        home.Send(ShedHeater).Ok.ShouldBeTrue();
        home.Pass(TimeSpan.FromMinutes(5));
        home.UsedKw.ShouldBe(4.9, 1e-9);
        (home.NextDue - home.Now).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
        home.Load("heater").IsUrgent = true;
        home.Pass(Look);
        home.UsedKw.ShouldBe(6.9, 1e-9);
        home.State.LoadSheds.ShouldBeEmpty();
        home.Log.Read().ShouldContain(e => e.Kind == "loadShedEnded" && e.Json.Contains("had to run", StringComparison.Ordinal));
    }

    [Fact]
    public void a_load_of_a_reduction_is_free_as_soon_as_it_has_to_run_and_others_take_its_part()
    {
        using var home = new TestHome();
        home.Shed(kw: 2.9);
        home.State.PanelLimits.Keys.ShouldContain("heater");
        home.Load("heater").IsUrgent = true;
        home.Pass(Look);
        home.State.PanelLimits.Keys.ShouldNotContain("heater");
        home.State.PanelLimits.Keys.ShouldContain("pump");
        home.UsedKw.ShouldBe(6.9 - 1.6 - 0.9, 1e-9);
        home.Kinds.Count(k => k == "loadHadToRun").ShouldBe(1);
        home.Sample().Loads.Single(l => l.Id == "heater").IsUrgent.ShouldBe(true);
        home.Sample().Loads.Single(l => l.Id == "ev").IsUrgent.ShouldBeNull();
    }

    [Fact]
    public void a_load_whose_part_is_less_than_the_tolerance_is_freed_all_the_same()
    {
        var small = new SteadyLoad("small", wantedKw: 0.4, priority: 1);
        ILoad[] loads = [small, .. Enumerable.Range(0, 6).Select(i => new SteadyLoad($"big{i}", wantedKw: 3.3, priority: 2))];
        using var home = new TestHome(loads: loads);
        home.Shed(kw: 20);
        home.State.PanelLimits.Keys.ShouldContain("small");
        small.IsUrgent = true;
        home.Pass(Look);
        home.State.PanelLimits.Keys.ShouldNotContain("small");
        small.MeasureAt(home.Now).PowerKw.ShouldBe(0.4);
    }

    [Fact]
    public void a_load_on_its_way_back_does_not_wait_for_its_turn_when_it_has_to_run()
    {
        using var home = new TestHome(pace: new ReturnPace(TimeSpan.FromMinutes(30), TimeSpan.Zero));
        home.Shed(kw: 4.5, durationS: 60);
        home.Pass(TimeSpan.FromSeconds(61));
        home.State.Returning.ContainsKey("heater").ShouldBeTrue("its turn has not come");
        home.Load("heater").IsUrgent = true;
        home.Pass(Look);
        home.State.Returning.ContainsKey("heater").ShouldBeFalse();
        home.Load("heater").MeasureAt(home.Now).PowerKw.ShouldBe(2);
    }

    [Fact]
    public void a_command_for_a_load_that_has_to_run_is_refused()
    {
        using var home = new TestHome();
        home.Load("heater").IsUrgent = true;
        var ack = home.Send(ShedHeater);
        (ack.Ok, ack.Error).ShouldBe((false, "load has to run"));
    }

    private static VenCommand ShedHeater(VenCommand command) =>
        command with
        {
            Op = CommandOps.ShedLoad,
            LoadId = "heater",
            ReduceKw = 2,
            DurationS = 3 * 3600,
            ExpiresAt = command.IssuedAt.AddHours(4),
        };
}
