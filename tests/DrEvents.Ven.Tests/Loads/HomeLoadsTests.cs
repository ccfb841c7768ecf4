using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Tests.Loads;

public sealed class HomeLoadsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void a_typical_home_uses_3_to_9_kW_and_can_shed_2_to_7_kW()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var home = HomeLoads.Typical(seed);
            home.Count.ShouldBeInRange(7, 8);
            var (usedKw, capabilityKw) = MeanOverAnHour(home);
            usedKw.ShouldBeInRange(3, 9, $"seed {seed}");
            capabilityKw.ShouldBeInRange(2, 7, $"seed {seed}");
        }
    }

    [Fact]
    public void what_is_measured_does_not_depend_on_how_often_one_measures()
    {
        var (often, seldom) = (HomeLoads.Typical(7), HomeLoads.Typical(7));
        foreach (var load in often.Concat(seldom))
            load.LimitTo(load.Description.Type == LoadTypes.Battery ? -0.5 : 1.5, Noon);
        for (var s = 0; s < 3600; s++)
            PowersAt(often, Noon.AddSeconds(s));
        PowersAt(often, Noon.AddHours(1)).ShouldBe(PowersAt(seldom, Noon.AddHours(1)));
    }

    [Fact]
    public void two_seeds_are_two_homes() => PowersAt(HomeLoads.Typical(1), Noon).ShouldNotBe(PowersAt(HomeLoads.Typical(2), Noon));

    [Fact]
    public void a_critical_load_has_nothing_to_shed()
    {
        foreach (var load in HomeLoads.Typical(1).Where(l => l.Description.IsCritical))
            new LoadState(load.Description, load.MeasureAt(Noon)).RoomKw.ShouldBe(0);
    }

    private static (double UsedKw, double CapabilityKw) MeanOverAnHour(IReadOnlyList<ILoad> home)
    {
        var (usedKw, capabilityKw) = (0.0, 0.0);
        const int samples = 360;
        for (var i = 0; i < samples; i++)
        {
            foreach (var load in home)
            {
                var state = new LoadState(load.Description, load.MeasureAt(Noon.AddSeconds(i * 10)));
                usedKw += state.Readout.PowerKw / samples;
                capabilityKw += state.ShedCapabilityKw / samples;
            }
        }
        return (usedKw, capabilityKw);
    }

    private static double[] PowersAt(IReadOnlyList<ILoad> home, DateTimeOffset at) => [.. home.Select(l => l.MeasureAt(at).PowerKw)];
}
