using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class FleetTests
{
    private const int Vens = 100;

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void a_hundred_homes_asked_for_half_of_what_they_can_deliver_it_within_a_tenth(int firstSeed)
    {
        var homes = Enumerable.Range(firstSeed, Vens).Select(seed => new TestHome(loads: HomeLoads.Typical(seed))).ToArray();
        var beforeKw = homes.Sum(h => MeanKw(h, TimeSpan.FromMinutes(30)));
        var askedKw = 0.0;
        foreach (var home in homes)
        {
            var halfKw = home.Sample().Loads.Sum(l => l.ShedCapabilityKw ?? 0) / 2;
            askedKw += halfKw;
            home.Shed(kw: Math.Round(halfKw, 3)).Ok.ShouldBeTrue();
        }
        var measuredKw = beforeKw - homes.Sum(h => MeanKw(h, TimeSpan.FromMinutes(25)));
        (measuredKw / askedKw).ShouldBe(1, 0.1, $"asked {askedKw:F1} kW, measured {measuredKw:F1} kW");
    }

    private static double MeanKw(TestHome home, TimeSpan time)
    {
        var (sumKw, count) = (0.0, 0);
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(5))
        {
            home.Pass(TimeSpan.FromSeconds(5));
            sumKw += home.UsedKw;
            count++;
        }
        return sumKw / count;
    }
}
