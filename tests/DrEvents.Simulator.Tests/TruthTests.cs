using DrEvents.Simulator.Truth;

namespace DrEvents.Simulator.Tests;

public sealed class TruthTests
{
    /// <summary>A watt either way.</summary>
    private const double RoundingKw = 0.0015;

    [Fact]
    public async Task while_nothing_is_shed_the_truth_is_what_was_used()
    {
        await using var fleet = await FleetHere.StartAsync(count: 6, home: "detached-solar");
        await fleet.PassAsync(TimeSpan.FromMinutes(5));

        var truth = await fleet.StopAsync();
        truth.Select(r => r.VenId).Distinct().Count().ShouldBe(6);
        truth.Count.ShouldBeGreaterThan(6 * 29);
        truth.ShouldAllBe(r => r.UsedKw == r.WouldHaveUsedKw && r.EventId == null);
        truth.ShouldContain(r => r.UsedKw > 1, "the homes are awake");
    }

    [Fact]
    public async Task what_is_shed_is_delivered_by_the_truth_as_by_the_meter()
    {
        await using var fleet = await FleetHere.StartAsync(count: 40);
        await fleet.ShedAsync(kw: 1, TimeSpan.FromMinutes(20));
        await fleet.IsAnsweredAsync(40);
        await fleet.PassAsync(TimeSpan.FromMinutes(10));

        var metered = fleet.Samples.Where(s => s.EventId == FleetHere.EventId && s.ShedPowerKw is not null);
        var meteredKw = metered.GroupBy(s => s.VenId).Average(v => v.Average(s => s.ShedPowerKw!.Value));
        var inEvent = (await fleet.StopAsync()).Where(r => r.EventId == FleetHere.EventId).ToList();
        var deliveredKw = FleetHere.MeanKw(inEvent, r => r.DeliveredKw);
        meteredKw.ShouldBe(1, 0.1);
        // Without an event a home does not use each ten minutes what it used in the half hour before: single homes are far off, 40 are not.
        deliveredKw.ShouldBe(meteredKw, 0.3);
        inEvent.Max(r => r.DeliveredKw).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task the_same_seed_and_the_same_commands_give_the_same_truth()
    {
        var first = await RunAsync();
        var second = await RunAsync();
        first.ShouldContain(r => r.DeliveredKw > 0.5);
        second.Select(Key).ShouldBe(first.Select(Key));
        foreach (var (one, other) in first.Zip(second))
        {
            other.UsedKw.ShouldBe(one.UsedKw, RoundingKw, one.ToString());
            other.WouldHaveUsedKw.ShouldBe(one.WouldHaveUsedKw, RoundingKw, one.ToString());
        }

        static (string, DateTimeOffset, string?) Key(TruthRow row) => (row.VenId, row.At, row.EventId);

        static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

        static async Task<IReadOnlyList<TruthRow>> RunAsync()
        {
            await using var fleet = await FleetHere.StartAsync(count: 5);
            await fleet.PassAsync(TimeSpan.FromMinutes(1));
            var askedAt = Whole(fleet.Clock.GetUtcNow());
            await fleet.ShedAsync(kw: 1.5, TimeSpan.FromMinutes(5));
            await fleet.IsAnsweredAsync(5);
            await fleet.PassAsync(TimeSpan.FromMinutes(8));
            // Reports beside the rhythm come with the connection and the command, and whether two of them fall together is chance; they
            // are a millisecond apart then, and otherwise the same. Whether there is one at the very beginning, and how many there are in the
            // second of the command, is chance too. Each is a step of the simulation, and two steps are one but for a rounding.
            return
            [
                .. (await fleet.StopAsync())
                    .Select(r => r with { At = Whole(r.At) })
                    .Where(r => r.At > FleetHere.Evening && r.At != askedAt)
                    .DistinctBy(Key)
                    .OrderBy(r => r.VenId)
                    .ThenBy(r => r.At),
            ];
        }
    }

    [Fact]
    public async Task a_fleet_of_another_seed_lives_in_other_homes()
    {
        await using var fleet = await FleetHere.StartAsync(count: 20);
        var usedKw = fleet.Vens.Select(v => v.Newest!.UsedKw).ToList();
        usedKw.Distinct().Count().ShouldBeGreaterThan(15, "no two VENs of a fleet share a home either");
    }

    [Fact]
    public void a_folder_is_not_made_of_a_typo()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var refused = Should.Throw<DirectoryNotFoundException>(() => new TruthFile(Path.Combine(folder, "truth.csv")));

        refused.Message.ShouldContain(folder);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task a_truth_that_cannot_be_written_ends_the_fleet_with_a_reason()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs a disk that is full");
        var truth = new TruthFile("/dev/full");
        var row = new TruthRow("ven-1", FleetHere.Evening, 1, 1, null);
        var failed = await Should.ThrowAsync<IOException>(async () =>
        {
            for (var i = 0; i < 1_000_000; i++)
                await truth.AddAsync(row);
        });
        failed.Message.ShouldStartWith("The truth cannot be written: ");
        await Should.ThrowAsync<IOException>(async () => await truth.DisposeAsync());
    }
}
