using DrEvents.Backend.Features.Vens;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Backend.Tests.Readings;

/// <summary>No reading of a home that is as it should be is left out: simulated homes over a day in winter and one in summer.</summary>
public sealed class HomesAreBelievedTests
{
    private const int ReportS = 10;

    public static TheoryData<string, int> Homes =>
        [.. from home in Home.Shipped.Append("typical") from seed in new[] { 1, 2, 3 } select (home, seed)];

    [Theory]
    [MemberData(nameof(Homes))]
    public void every_reading_of_a_simulated_home_is_taken(string name, int seed)
    {
        foreach (var month in new[] { 1, 7 })
        {
            var loads = name == "typical" ? HomeLoads.Typical(seed) : Home.Find(name).Home!.Build(seed);
            List<Features.Vens.LoadDescription> described =
            [
                .. loads
                    .Select(l => l.Description)
                    .Select(d => new Features.Vens.LoadDescription(d.Id, d.Name, d.Type, d.RatedKw, true, 1)),
            ];
            var midnight = new DateTimeOffset(2026, month, 15, 0, 0, 0, TimeSpan.Zero);
            MeterMemory? bare = null;
            MeterMemory? whole = null;
            for (var s = 0; s < 86_400; s += ReportS)
            {
                var now = midnight.AddSeconds(s);
                // All that can be shed is shed for an hour in the evening, and comes back at once.
                foreach (var load in s == 17 * 3600 ? loads : [])
                    load.LimitTo(0, now);
                foreach (var load in s == 18 * 3600 ? loads : [])
                    load.Release(now);
                var kw = Math.Round(loads.Sum(l => l.MeasureAt(now).PowerKw), 3);
                (bare, var isBareLeftOut) = MeterMemory.Weigh(bare, kw, ratedKw: null, []);
                (whole, var isWholeLeftOut) = MeterMemory.Weigh(whole, kw, ratedKw: 24, described);
                (isBareLeftOut, isWholeLeftOut).ShouldBe((false, false), $"{name} {seed} at {now:O}: {kw} kW");
            }
        }
    }
}
