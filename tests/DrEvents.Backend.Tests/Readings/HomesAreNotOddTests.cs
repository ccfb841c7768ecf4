using DrEvents.Measurement.Readings;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Backend.Tests.Readings;

/// <summary>No reading of a home that is as it should be is flagged: simulated homes over a day in winter and one in summer, with an event in the evening.</summary>
public sealed class HomesAreNotOddTests
{
    private const int ReportS = 10;

    [Theory]
    [MemberData(nameof(HomesAreBelievedTests.Homes), MemberType = typeof(HomesAreBelievedTests))]
    public void no_five_minutes_of_a_simulated_home_make_a_result_provisional(string name, int seed)
    {
        foreach (var month in new[] { 1, 7 })
        {
            var loads = name == "typical" ? HomeLoads.Typical(seed) : Home.Find(name).Home!.Build(seed);
            var described = new Features.Vens.LoadsDescribed(
                [
                    .. loads
                        .Select(l => l.Description)
                        .Select(d => new Features.Vens.LoadDescription(d.Id, d.Name, d.Type, d.RatedKw, true, 1)),
                ],
                default
            );
            var midnight = new DateTimeOffset(2026, month, 15, 0, 0, 0, TimeSpan.Zero);
            var readings = new List<StoredReading>();
            for (var s = 0; s < 86_400; s += ReportS)
            {
                var now = midnight.AddSeconds(s);
                foreach (var load in s == 17 * 3600 ? loads : [])
                    load.LimitTo(0, now);
                foreach (var load in s == 18 * 3600 ? loads : [])
                    load.Release(now);
                var kw = Math.Round(loads.Sum(l => l.MeasureAt(now).PowerKw), 3);
                readings.Add(new StoredReading(readings.Count + 1, now, kw, false, false));
            }

            var made = StoredUse.Of(readings, [], ReportS, [new LoadsKnown(0, described.Generate, described.LargestKw)]);

            FrozenRows
                .Of([.. made.Select(i => new FlaggedInterval(i.Key, i.Value.Flags))])
                .Where(i => i.Flags.Doubtful() != ReadingFlags.None)
                .Select(i => $"{DateTimeOffset.FromUnixTimeSeconds(i.Minute * 60):MMM HH:mm} {i.Flags}")
                .ShouldBeEmpty($"{name} {seed}");
        }
    }
}
