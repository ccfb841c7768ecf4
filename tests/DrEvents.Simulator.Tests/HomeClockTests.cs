using DrEvents.Contracts.Mqtt;
using DrEvents.Simulator.Truth;
using DrEvents.Ven.Loads;

namespace DrEvents.Simulator.Tests;

public sealed class HomeClockTests
{
    /// <summary>A watt either way.</summary>
    private const double RoundingKw = 0.0015;

    private static readonly DateTimeOffset SummerAfternoon = new(2026, 7, 15, 16, 30, 0, TimeSpan.FromHours(2));
    private static readonly TimeSpan Ahead = SummerAfternoon - FleetHere.Evening;

    [Fact]
    public async Task homes_live_at_the_home_clock_and_messages_carry_the_real_time()
    {
        await using var fleet = await Start("detached-solar", FleetHere.Evening, count: 4);
        await fleet.PassAsync(TimeSpan.FromMinutes(2));
        var end = fleet.Clock.GetUtcNow();

        fleet.Samples.Count.ShouldBeGreaterThan(4 * 11);
        fleet.Samples.ShouldAllBe(s => s.At >= FleetHere.Evening && s.At <= end);
        var truth = await fleet.StopAsync();
        truth.ShouldAllBe(r => r.At >= FleetHere.Evening);
        foreach (var ven in truth.GroupBy(r => r.VenId))
        {
            var home = new DirectHome("detached-solar", int.Parse(ven.Key[^5..]));
            foreach (var row in ven)
            {
                row.UsedKw.ShouldBe(home.UsedKw(row.At + Ahead), RoundingKw, row.ToString());
                row.WouldHaveUsedKw.ShouldBe(row.UsedKw, RoundingKw);
            }
        }
        truth.ShouldContain(r => r.UsedKw < -0.5, "the sun shines, though it is a winter's night");
    }

    [Fact]
    public async Task the_same_home_clock_gives_the_same_truth_at_any_time()
    {
        var evening = await RunAsync(FleetHere.Evening);
        // On a whole minute, as the first: a VEN keeps its own baseline by the minutes of the real clock.
        var otherDay = await RunAsync(new DateTimeOffset(2026, 11, 3, 3, 17, 0, TimeSpan.Zero));

        evening.ShouldContain(r => r.DeliveredKw > 0.5);
        otherDay.Select(Key).ShouldBe(evening.Select(Key));
        foreach (var (one, other) in evening.Zip(otherDay))
        {
            other.UsedKw.ShouldBe(one.UsedKw, RoundingKw, one.ToString());
            other.WouldHaveUsedKw.ShouldBe(one.WouldHaveUsedKw, RoundingKw, one.ToString());
        }

        static (string, DateTimeOffset, string?) Key(TruthRow row) => (row.VenId, row.At, row.EventId);

        // The rows at the time since the start; of two reports in one second one, as in TruthTests.
        static async Task<IReadOnlyList<TruthRow>> RunAsync(DateTimeOffset start)
        {
            await using var fleet = await Start("typical", start, count: 5);
            await fleet.PassAsync(TimeSpan.FromMinutes(1));
            await fleet.ShedAsync(kw: 1.5, TimeSpan.FromMinutes(5));
            await fleet.IsAnsweredAsync(5);
            await fleet.PassAsync(TimeSpan.FromMinutes(8));
            return
            [
                .. (await fleet.StopAsync())
                    .Select(r => r with { At = DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor((r.At - start).TotalSeconds)) })
                    .Where(r => r.At > DateTimeOffset.UnixEpoch)
                    .DistinctBy(Key)
                    .OrderBy(r => r.VenId)
                    .ThenBy(r => r.At),
            ];
        }
    }

    [Fact]
    public async Task a_warm_ven_knows_its_home_as_it_was_in_the_day_before_the_home_clock()
    {
        await using var fleet = await Start("detached-solar", FleetHere.Evening, count: 3);
        await fleet.ShedAsync(kw: 0.5, TimeSpan.FromMinutes(10));
        await fleet.IsAnsweredAsync(3);
        await fleet.PassAsync(FleetHere.Interval * 2);

        foreach (var ven in fleet.Vens)
        {
            var claimed = fleet.Samples.Last(s => s.VenId == ven.Id && s.EventId == FleetHere.EventId);
            claimed.BaselineMethod.ShouldBe(BaselineMethods.Counterfactual);
            claimed.BaselinePowerKw!.Value.ShouldBe(ven.Newest!.WouldHaveUsedKw, 0.2, ven.Id);
        }
    }

    [Fact]
    public void all_that_a_load_is_asked_it_is_asked_at_its_own_time()
    {
        var asked = new NotingLoad();
        var load = new ShiftedLoad(asked, TimeSpan.FromHours(-3));
        var now = FleetHere.Evening;

        load.MeasureAt(now);
        load.LimitTo(1, now);
        load.Release(now.AddSeconds(1));
        load.Recall(2, now.AddSeconds(2));

        asked.At.ShouldBe([now.AddHours(-3), now.AddHours(-3), now.AddHours(-3).AddSeconds(1), now.AddHours(-3).AddSeconds(2)]);
    }

    private static Task<FleetHere> Start(string home, DateTimeOffset start, int count) =>
        FleetHere.StartAsync(count, home, start, usual => usual with { HomeClock = SummerAfternoon });

    private sealed class NotingLoad : ILoad, IRecallsLimits
    {
        public List<DateTimeOffset> At { get; } = [];

        public LoadDescription Description => new("a", "A", LoadTypes.Circuit, 1, 1);

        public LoadReadout MeasureAt(DateTimeOffset now)
        {
            At.Add(now);
            return default;
        }

        public void LimitTo(double kw, DateTimeOffset now) => At.Add(now);

        public void Release(DateTimeOffset now) => At.Add(now);

        public void Recall(double? limitKw, DateTimeOffset at) => At.Add(at);
    }
}
