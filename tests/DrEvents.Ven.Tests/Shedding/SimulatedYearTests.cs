namespace DrEvents.Ven.Tests.Shedding;

public sealed class SimulatedYearTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>In memory where that is to be had: a year has more commits than there is time to wait for a disk.</summary>
    private const string Memory = "/dev/shm";

    private readonly string _folder = Directory
        .CreateDirectory(Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), "ven-year-" + Path.GetRandomFileName()))
        .FullName;

    /// <summary>A campaign: it takes minutes, and runs when it is asked for.</summary>
    [Theory(Explicit = true)]
    [InlineData("detached-solar", 1)]
    [InlineData("detached-solar", 2)]
    public async Task a_year_with_power_cuts_outages_clock_jumps_and_200_events_leaves_nothing_undone(string home, int seed)
    {
        using var year = new SimulatedYear(home, seed, Path.Combine(_folder, "ven.db"));
        await year.RunAsync();
        output.WriteLine(year.ToString());

        year.Errors.Take(10).ShouldBeEmpty($"{year.Errors.Count} in all");
        year.Calls.Count.ShouldBe(200);
        foreach (var call in year.Calls)
        {
            call.Answer.ShouldNotBeNull(call.EventId);
            if (!call.Answer.Ok)
                new[] { "expired", "stale revision", "disabled" }.ShouldContain(call.Answer.Error, call.EventId);
            if (call.Answer.Ok && !call.IsDisturbed)
                call.HeldShare.ShouldBeGreaterThan(0.97, $"{call.EventId} was not held within 5 %, or with all that there is");
        }
        year.Calls.Count(c => c.Answer!.Ok).ShouldBeGreaterThan(150);
        year.Calls.Count(c => !c.Answer!.Ok).ShouldBeGreaterThan(5);
        (year.PowerCuts, year.ClockJumps).ShouldBe((30, 12));
        year.Outages.ShouldBeInRange(35, 40);

        year.Delivered.Count.ShouldBe(year.Measured.Count, "every sample is sent");
        year.Delivered.Distinct().Count().ShouldBe(year.Delivered.Count, "and once");
        year.IsAnythingLimited.ShouldBeFalse();
        year.VehiclesShort.ShouldBe(0);
        year.Verify().ShouldBeNull();
        new DirectoryInfo(_folder).EnumerateFiles().Sum(f => f.Length).ShouldBeLessThan(32 * 1024 * 1024);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
