using System.Text;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Simulator.Tests;

public sealed class HistoryTests
{
    private const string Home = "detached-solar";
    private const int Days = 2;

    /// <summary>A watt either way.</summary>
    private const double RoundingKw = 0.0006;

    private static readonly DateTimeOffset Start = FleetHere.Evening.AddSeconds(200);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(20);

    /// <summary>Not a whole number of readings away, as it is in life.</summary>
    private static readonly DateTimeOffset SummerAfternoon = new(2026, 7, 15, 16, 30, 7, TimeSpan.FromHours(2));

    private static readonly TimeSpan Ahead = SummerAfternoon - Start;

    [Fact]
    public async Task every_interval_of_the_days_before_arrives_once_and_before_the_ven_does()
    {
        await using var fleet = await StartAsync(count: 3);
        for (var number = 1; number <= 3; number++)
        {
            var venId = fleet.Options.VenIdOf(number);
            var birth = fleet.Messages.ToList().FindIndex(m => m.Topic == Topics.Status(venId));
            var past = Past(fleet, venId);
            past.Count.ShouldBeGreaterThanOrEqualTo(Days * 288);
            past.Select(s => s.At).ShouldBe(Ends(past.Count));
            past[^1].At.ShouldBeLessThan(fleet.Clock.GetUtcNow());
            fleet.Messages.Take(birth).Count(m => m.Topic == Topics.Telemetry(venId)).ShouldBe(past.Count);
        }

        // The last millisecond of every interval of the clock.
        static IEnumerable<DateTimeOffset> Ends(int count) =>
            Enumerable.Range(1, count).Select(n => FleetHere.Evening.AddDays(-Days) + (n * Interval) - TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task each_sample_is_the_mean_of_its_interval_in_a_home_that_nobody_limits()
    {
        await using var fleet = await StartAsync(count: 2);
        for (var number = 1; number <= 2; number++)
        {
            foreach (var sample in Past(fleet, fleet.Options.VenIdOf(number)).Where((_, n) => n % 31 == 0))
            {
                var from = sample.At.AddMilliseconds(1) - Interval + Ahead;
                var midnight = new DateTimeOffset(from.UtcDateTime.Date, TimeSpan.Zero);
                if (midnight + TimeSpan.FromDays(1) < from + Interval)
                    continue;
                var meanKw = new DirectHome(Home, number).LookFirstAt(midnight).MeanKw(from, Reading, 15);
                sample.UsedPowerKw.ShouldBe(meanKw.Values.Sum(), RoundingKw, sample.ToString());
                sample.Loads.ToDictionary(l => l.Id, l => Math.Round(l.CurrentPowerKw - meanKw[l.Id], 3)).Values.ShouldAllBe(kw => kw == 0);
                sample.Loads.Count.ShouldBe(meanKw.Count);
                (sample.ShedPowerKw, sample.EventId, sample.BaselinePowerKw).ShouldBe((0, null, null));
            }
        }
    }

    [Fact]
    public async Task the_meter_does_not_jump_where_history_ends_and_the_ven_begins()
    {
        await using var fleet = await StartAsync(count: 2);
        foreach (var row in await fleet.StopAsync())
        {
            var number = int.Parse(row.VenId[^5..]);
            // A home that somebody looked at first on this day's midnight, as that of the last samples.
            var midnight = new DateTimeOffset(SummerAfternoon.UtcDateTime.Date, TimeSpan.Zero);
            var home = new DirectHome(Home, number).LookFirstAt(midnight);
            row.UsedKw.ShouldBe(home.UsedKw(row.At + Ahead), 0.0015, row.ToString());
        }
    }

    [Fact]
    public async Task days_before_are_counted_while_they_are_written()
    {
        await using var fleet = await StartAsync(count: 2);
        var figures = fleet.Look();
        var past = fleet.Samples.Count(s => s.At.Millisecond == 999);
        (figures.HistoryWritten, figures.HistoryTotal).ShouldBe((past, past));
        figures.HomesAt.ShouldBe(figures.At + Ahead);
    }

    private static Task<FleetHere> StartAsync(int count) =>
        FleetHere.StartAsync(
            count,
            Home,
            Start,
            usual => usual with { HomeClock = SummerAfternoon, HistoryDays = Days, HistoryInterval = Interval }
        );

    private static List<TelemetrySample> Past(FleetHere fleet, string venId) =>
        [
            .. fleet
                .Messages.Where(m => m.Topic == Topics.Telemetry(venId))
                .Select(m => TelemetrySample.Read(Encoding.UTF8.GetBytes(m.Payload), venId).Value!)
                .Where(s => s.At.Millisecond == 999)
                .OrderBy(s => s.At),
        ];
}
