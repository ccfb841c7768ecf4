using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Faults.Tests;

/// <summary>The backend is stopped in order before events begin, and started again when their time has begun or is over.</summary>
public sealed class A_backend_that_comes_late(ITestOutputHelper output)
{
    /// <summary>At once, but for the code that a backend compiles at its first steps on a busy machine.</summary>
    private const double StartsWithinS = 60;

    [Fact]
    public async Task starts_what_still_runs_with_the_time_that_is_left_and_records_the_rest_as_missed()
    {
        RunningSystem.SkipWhereImpossible();
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var system = await RunningSystem.StartAsync(database.ConnectionString);
        try
        {
            await ProveAsync(system);
        }
        catch
        {
            output.WriteLine(system.Output());
            throw;
        }
    }

    private static async Task ProveAsync(RunningSystem system)
    {
        var start = Clock.WholeSecondIn(4);
        var running = await system.Backend.CreateAsync(
            start,
            Clock.WholeSecondAfter(start.AddSeconds(15) + (4 * system.Backend.StartedWithin)),
            "ven-1",
            "ven-2"
        );
        var missed = await system.Backend.CreateAsync(start, start.AddSeconds(3), "ven-3");
        (await system.Backend.StopAsync()).ShouldBe(0);
        Clock.Now.ShouldBeLessThan(start, "it was stopped in time");

        await Clock.ReachesAsync(start.AddSeconds(4));
        await system.Backend.StartAsync();

        await Eventually.HoldsAsync(
            "the event that still has time is started",
            async () => (await system.Backend.GetAsync<EventDetail>($"api/events/{running.Id}")).Status == "active",
            StartsWithinS
        );
        await IsMissedAsync(system, missed);
        await EventProof.HoldsAsync(system, running, ["ven-1", "ven-2"]);
        foreach (var venId in new[] { "ven-1", "ven-2" })
            await WasToldTheTimeLeftAsync(system, running, venId);
    }

    private static async Task IsMissedAsync(RunningSystem system, EventView missed)
    {
        EventDetail? seen = null;
        await Eventually.HoldsAsync(
            "the event whose time is over is cancelled",
            async () => (seen = await system.Backend.GetAsync<EventDetail>($"api/events/{missed.Id}")).Status == "cancelled",
            StartsWithinS
        );
        seen!.Reason.ShouldNotBeNull().ShouldStartWith("missed");
        // Its command may have been ready before the backend was stopped; none was sent.
        seen.Metrics.VensDispatched.ShouldBe(0, "nobody was told anything");
        VenPart.Of(missed.Id, await system.ReadLogAsync("ven-3")).Received.ShouldBeEmpty();
    }

    private static async Task WasToldTheTimeLeftAsync(RunningSystem system, EventView running, string venId)
    {
        var (at, command) = VenPart.Commands(running.Id, await system.ReadLogAsync(venId)).First(c => c.Command.Op == "shedPanel");
        var leftS = (running.EndTime - at).TotalSeconds;
        command.DurationS!.Value.ShouldBeInRange((int)leftS, (int)leftS + 2, $"{venId} was told at {at:O}, {leftS} s before the end");
        leftS.ShouldBeLessThan((running.EndTime - running.StartTime).TotalSeconds - 3, "it came late");
    }
}
