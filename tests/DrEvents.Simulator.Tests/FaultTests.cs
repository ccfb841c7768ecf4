using DrEvents.Contracts.Mqtt;
using DrEvents.Simulator.Faults;
using DrEvents.Testing;

namespace DrEvents.Simulator.Tests;

public sealed class FaultTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(20);

    [Theory]
    [InlineData(Fault.Offline)]
    [InlineData(Fault.Slow)]
    [InlineData(Fault.Refusing)]
    [InlineData(Fault.Skewed)]
    [InlineData(Fault.Stuck)]
    [InlineData(Fault.Lossy)]
    public void a_share_of_the_fleet_has_the_fault_and_a_larger_share_has_those_too(Fault fault)
    {
        var shares = new FaultShares().With(fault, 0.2);
        var (few, many) = (Drawn(shares), Drawn(shares.With(fault, 0.5)));
        few.Count.ShouldBeInRange(360, 440);
        many.Count.ShouldBeInRange(930, 1_070);
        few.Except(many).ShouldBeEmpty();

        List<int> Drawn(FaultShares of) => [.. Enumerable.Range(0, 2_000).Where(n => of.Draw(Draws.SeedOf(1, n)) == fault)];
    }

    [Fact]
    public void faults_are_drawn_by_themselves()
    {
        var shares = new FaultShares().With(Fault.Slow, 0.5).With(Fault.Stuck, 0.5);
        var drawn = Enumerable.Range(0, 2_000).Select(n => shares.Draw(Draws.SeedOf(1, n))).ToList();
        drawn.Count(f => f == (Fault.Slow | Fault.Stuck)).ShouldBeInRange(430, 570);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void what_is_no_share_is_refused_by_name(double share) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new FaultShares().With(Fault.Slow, share)).Message.ShouldContain("Slow");

    [Fact]
    public async Task a_refusing_ven_says_no_and_goes_on_as_before()
    {
        await using var fleet = await FleetHere.StartAsync(3, new FaultShares().With(Fault.Refusing, 1));
        await fleet.ShedAsync(kw: 1, Long);
        await fleet.IsAnsweredAsync(3);
        fleet.Acks.ShouldAllBe(a => !a.Ok && a.Error == "disabled");
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        (await fleet.StopAsync()).ShouldAllBe(r => r.DeliveredKw == 0);
    }

    [Fact]
    public async Task a_stuck_ven_acknowledges_and_its_meter_shows_nothing()
    {
        await using var fleet = await FleetHere.StartAsync(3, new FaultShares().With(Fault.Stuck, 1));
        await fleet.ShedAsync(kw: 1, Long);
        await fleet.IsAnsweredAsync(3);
        fleet.Acks.ShouldAllBe(a => a.Ok && a.ActualShedKw > 0.9);
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        var truth = await fleet.StopAsync();
        truth.ShouldContain(r => r.EventId == FleetHere.EventId);
        truth.ShouldAllBe(r => r.DeliveredKw == 0);
    }

    [Fact]
    public async Task a_slow_ven_sheds_at_once_and_answers_when_its_time_has_come()
    {
        var slow = new FaultShares { SlowBy = TimeSpan.FromMinutes(2) }.With(Fault.Slow, 1);
        await using var fleet = await FleetHere.StartAsync(2, slow);
        await fleet.ShedAsync(kw: 1, Long);
        await fleet.UntilAsync("both shed", () => fleet.Vens.All(v => v.Newest!.EventId == FleetHere.EventId), FleetHere.Interval * 2);
        fleet.Acks.ShouldBeEmpty();
        // An answer is at least half and at most one and a half of the mean late.
        await fleet.PassAsync(TimeSpan.FromSeconds(30));
        fleet.Acks.ShouldBeEmpty();
        await fleet.PassAsync(TimeSpan.FromSeconds(150));
        await fleet.IsAnsweredAsync(2);
    }

    [Fact]
    public async Task a_skewed_ven_dates_its_samples_wrong_and_the_truth_dates_them_right()
    {
        await using var fleet = await FleetHere.StartAsync(4, new FaultShares().With(Fault.Skewed, 1));
        await fleet.PassAsync(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync("samples came", () => fleet.Samples.Count >= 4 * 3);
        foreach (var sample in fleet.Samples)
            (sample.At - FleetHere.Evening).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(90 + 41));
        fleet.Samples.Select(s => s.At).ShouldContain(at => (at - FleetHere.Evening).Duration() > TimeSpan.FromSeconds(45));
        var truth = await fleet.StopAsync();
        truth.ShouldAllBe(r => r.At >= FleetHere.Evening && r.At < FleetHere.Evening.AddSeconds(41));
        truth.ShouldAllBe(r => r.DeliveredKw == 0);
    }

    [Fact]
    public async Task a_ven_that_goes_offline_comes_back_with_what_it_measured_meanwhile()
    {
        var faults = new FaultShares { OfflineFor = TimeSpan.FromMinutes(10) }.With(Fault.Offline, 1);
        await using var fleet = await FleetHere.StartAsync(2, faults);
        var venId = fleet.Vens.First().Id;
        await fleet.UntilAsync("it is gone", () => !fleet.Vens.First().IsConnected, TimeSpan.FromMinutes(15));
        await Eventually.HoldsAsync("the broker publishes its will", () => fleet.Gone.Contains(venId));
        var goneAt = fleet.Clock.GetUtcNow();
        await fleet.UntilAsync("it is back", () => fleet.Vens.First().IsConnected, TimeSpan.FromMinutes(15));
        (fleet.Clock.GetUtcNow() - goneAt).ShouldBeGreaterThan(TimeSpan.FromMinutes(9));
        await fleet.UntilAsync(
            "what it measured while it was away has come",
            () => fleet.Samples.Count(s => s.VenId == venId && s.At > goneAt && s.At < goneAt.AddMinutes(9)) > 50,
            TimeSpan.FromMinutes(15)
        );
    }

    [Fact]
    public async Task a_lossy_line_breaks_and_every_sample_arrives_all_the_same()
    {
        await using var fleet = await FleetHere.StartAsync(4, new FaultShares().With(Fault.Lossy, 1));
        await fleet.UntilAsync("a line broke", () => fleet.Gone.Any(), TimeSpan.FromHours(1));
        await fleet.UntilAsync("all are back", () => fleet.Vens.All(v => v.IsConnected), TimeSpan.FromHours(1));
        var venId = fleet.Gone.First();
        await fleet.UntilAsync(
            "its samples came",
            () => Numbers(fleet.Samples, venId) is { Count: > 5 } came && came.Count == came[^1] - came[0] + 1,
            TimeSpan.FromHours(1)
        );

        // One sample an interval, in the VEN's own rhythm.
        static List<long> Numbers(IEnumerable<TelemetrySample> samples, string venId) =>
            [.. samples.Where(s => s.VenId == venId).Select(s => s.At.Ticks / FleetHere.Interval.Ticks).Distinct().Order()];
    }
}
