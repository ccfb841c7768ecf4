using DrEvents.Ven.Loads;
using DrEvents.Ven.Shedding;
using FsCheck;
using FsCheck.Fluent;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class ShedPlannerTests
{
    private const double Share = 0.05;

    private static readonly LoadState Charger = Load("ev", priority: 1, wantedKw: 3.5, lowestKw: 1.5, isModulating: true);
    private static readonly LoadState Heater = Load("heater", priority: 2, wantedKw: 2);
    private static readonly LoadState Hvac = Load("hvac", priority: 3, wantedKw: 1.5);
    private static readonly LoadState Pump = Load("pump", priority: 4, wantedKw: 0.8);
    private static readonly LoadState Battery = Load("battery", priority: 5, wantedKw: 0, lowestKw: -1, isModulating: true);
    private static readonly LoadState Fridge = Load("fridge", priority: 1, wantedKw: 5, isCritical: true);
    private static readonly LoadState[] Home = [Charger, Heater, Hvac, Pump, Battery, Fridge];

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "ev 1")]
    [InlineData(2, "ev 2")]
    [InlineData(2.5, "ev 0.5, heater 2")]
    [InlineData(4, "ev 2, heater 2")]
    [InlineData(4.5, "ev 1, heater 2, hvac 1.5")]
    [InlineData(6.3, "ev 2, heater 2, hvac 1.5, pump 0.8")]
    [InlineData(7.3, "ev 2, heater 2, hvac 1.5, pump 0.8, battery 1")]
    [InlineData(20, "ev 2, heater 2, hvac 1.5, pump 0.8, battery 1")]
    public void earlier_priorities_go_first_and_the_charger_makes_up_the_difference(double targetKw, string expected)
    {
        var plan = ShedPlanner.Plan(Home, targetKw, Share * targetKw);
        string.Join(", ", plan.Parts.Select(p => FormattableString.Invariant($"{p.LoadId} {Math.Round(p.ReductionKw, 6)}")))
            .ShouldBe(expected);
    }

    [Fact]
    public void a_load_that_wants_nothing_now_is_not_counted_on() =>
        ShedPlanner.Plan([Load("heater", 2, wantedKw: 0), Pump], 0.8, 0.04).Limits.Keys.ShouldBe(["pump"]);

    [Fact]
    public void a_load_that_is_disabled_is_left_alone() =>
        ShedPlanner.Plan([Heater with { Description = Heater.Description with { IsEnabled = false } }], 2, 0.1).Parts.ShouldBeEmpty();

    [Fact]
    public void a_switched_load_alone_is_taken_when_that_is_nearer_to_the_target_than_nothing()
    {
        ShedPlanner.Plan([Heater], 1.2, 0.06).ReductionKw.ShouldBe(2);
        ShedPlanner.Plan([Heater], 0.8, 0.04).ReductionKw.ShouldBe(0);
    }

    [Fact]
    public void loads_that_are_off_stay_off_while_that_still_fits()
    {
        var held = new Dictionary<string, double> { ["hvac"] = 0 };
        ShedPlanner.Plan(Home, 1.6, 0.08, held).Limits.Keys.ShouldBe(["ev", "hvac"], ignoreOrder: true);
    }

    [Fact]
    public void what_is_not_needed_is_given_back()
    {
        var held = new Dictionary<string, double> { ["heater"] = 0, ["hvac"] = 0 };
        ShedPlanner.Plan(Home, 0.5, 0.03, held).Limits.Keys.ShouldBe(["ev"]);
        ShedPlanner.Plan(Home, -1, 0.03, held).Parts.ShouldBeEmpty();
    }

    [Fact]
    public void a_compressor_in_its_pause_counts_as_taken_and_nothing_is_taken_instead()
    {
        var paused = Hvac with { Readout = Hvac.Readout with { PowerKw = 0, IsPausing = true } };
        ShedPlanner.Plan([Heater, paused, Pump], 1.5, 0.05).Limits.Keys.ShouldBe(["hvac"]);
        ShedPlanner.Plan([Heater, paused, Pump], 2.3, 0.05).Limits.Keys.ShouldBe(["hvac", "pump"], ignoreOrder: true);
    }

    [Fact]
    public void a_compressor_that_has_just_started_is_not_counted_on() =>
        ShedPlanner.Plan([Hvac with { Readout = Hvac.Readout with { LowestKw = 1.5 } }, Pump], 1.5, 0.05).Limits.Keys.ShouldBe(["pump"]);

    [Fact]
    public void a_panel_of_forty_switched_circuits_is_planned_in_bounded_work()
    {
        var circuits = Enumerable.Range(0, 40).Select(i => Load($"c{i:00}", 4, wantedKw: 0.3 + (i * 0.011))).ToArray();
        ShedPlanner.Plan(circuits, 7.77, 0.01).ReductionKw.ShouldBe(7.77, 0.1);
    }

    [Fact]
    public void no_plan_touches_a_load_that_may_not_be_shed_or_leaves_its_bounds() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Panels.ToArbitrary(),
                panel =>
                    ShedPlanner
                        .Plan(panel.Loads, panel.TargetKw, panel.ToleranceKw)
                        .Parts.All(p =>
                        {
                            var load = panel.Loads.Single(l => l.Id == p.LoadId);
                            var isInBounds = p.LimitKw >= load.Readout.LowestKw - 1e-9 && p.LimitKw < load.Readout.WantedKw;
                            var isAllOrNothing = load.Description.IsModulating || Math.Abs(p.LimitKw - load.Readout.LowestKw) < 1e-9;
                            return load.MayBeShed && isInBounds && isAllOrNothing;
                        })
            )
        );

    [Fact]
    public void the_target_is_met_whenever_some_combination_of_loads_meets_it() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Panels.ToArbitrary(),
                panel =>
                {
                    var missKw = Math.Abs(ShedPlanner.Plan(panel.Loads, panel.TargetKw, panel.ToleranceKw).ReductionKw - panel.TargetKw);
                    return missKw <= Math.Max(panel.ToleranceKw, LeastMissKw(panel)) + 1e-9;
                }
            )
        );

    [Fact]
    public void the_order_of_the_loads_changes_nothing() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Panels.ToArbitrary(),
                panel =>
                    ShedPlanner
                        .Plan(panel.Loads, panel.TargetKw, panel.ToleranceKw)
                        .Parts.SequenceEqual(ShedPlanner.Plan([.. panel.Loads.Reverse()], panel.TargetKw, panel.ToleranceKw).Parts)
            )
        );

    /// <summary>The answer by trying everything.</summary>
    private static double LeastMissKw(TestPanel panel)
    {
        var switched = panel.Loads.Where(l => l.RoomKw > 0 && !l.Description.IsModulating).ToArray();
        var modulatingKw = panel.Loads.Where(l => l.Description.IsModulating).Sum(l => l.RoomKw);
        var leastKw = double.PositiveInfinity;
        for (var set = 0; set < 1 << switched.Length; set++)
        {
            var sumKw = switched.Where((_, i) => (set & (1 << i)) != 0).Sum(l => l.RoomKw);
            leastKw = Math.Min(leastKw, Math.Max(0, Math.Max(sumKw - panel.TargetKw, panel.TargetKw - sumKw - modulatingKw)));
        }
        return leastKw;
    }

    private static Gen<TestPanel> Panels =>
        from count in Gen.Choose(1, 8)
        from loads in Loads.ArrayOf(count)
        from targetW in Gen.Choose(0, 12_000)
        select new TestPanel(
            [.. loads.Select((l, i) => l with { Description = l.Description with { Id = $"load-{i}" } })],
            targetW / 1000.0,
            Share * targetW / 1000.0
        );

    private static Gen<LoadState> Loads =>
        from priority in Gen.Choose(1, 5)
        from wantedW in Gen.Choose(0, 4000)
        from lowestW in Gen.Choose(-1500, 1500)
        from isModulating in Gen.Elements(true, false)
        from isCritical in Gen.Elements(true, false, false, false)
        select Load("", priority, wantedW / 1000.0, Math.Min(lowestW, wantedW) / 1000.0, isModulating, isCritical);

    private sealed record TestPanel(LoadState[] Loads, double TargetKw, double ToleranceKw);

    private static LoadState Load(
        string id,
        int priority,
        double wantedKw,
        double lowestKw = 0,
        bool isModulating = false,
        bool isCritical = false
    ) =>
        new(
            new LoadDescription(id, id, LoadTypes.Circuit, RatedKw: 4, priority, isCritical, isModulating),
            new LoadReadout(wantedKw, wantedKw, lowestKw)
        );
}
