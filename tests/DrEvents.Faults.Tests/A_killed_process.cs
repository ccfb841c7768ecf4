using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Faults.Tests;

/// <summary>
/// A process is killed at a random moment of an event and started again at once: every VEN sheds exactly once and is restored, the event
/// completes, and its figures are what its streams say. The tests' names carry seed and moment; <c>DREVENTS_FAULT_SEED</c> runs a seed
/// again.
/// </summary>
public abstract class A_killed_process(SystemToKill fixture, ITestOutputHelper output) : IDisposable
{
    private const double ShedWithinS = 60;

    /// <summary>Of an event that ends by the clock.</summary>
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    /// <summary>Of one that the operator stops when all is as it should be, however long a process needs to come back.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(5);

    private protected RunningSystem System => fixture.System;

    /// <summary>Prints what the processes wrote when the test failed.</summary>
    public void Dispose()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            output.WriteLine(System.Output());
        GC.SuppressFinalize(this);
    }

    /// <param name="moment">When.</param>
    /// <param name="killAndStartAgain">What.</param>
    /// <param name="startAgainWithin">How long the event's first steps may take, where it was started a moment ago.</param>
    private protected async Task CostsNothingAsync(KillMoment moment, Func<Task> killAndStartAgain, TimeSpan startAgainWithin = default)
    {
        RunningSystem.SkipWhereImpossible();
        await System.IsReadyAsync();
        var start = Clock.WholeSecondIn(1);
        var end = moment.Around == EventMoment.End ? Clock.WholeSecondAfter(start + Length + startAgainWithin) : start + LongEnough;
        var created = await System.Backend.CreateAsync(start, end);

        await Clock.ReachesAsync(moment.In(created.StartTime, created.EndTime));
        await killAndStartAgain();

        var allBackAt = Clock.Now;
        DateTimeOffset? stoppedAt = moment.Around == EventMoment.End ? null : await StoppedAsync(created.Id);
        await EventProof.HoldsAsync(System, created, System.VenIds, allBackAt, stoppedAt);
    }

    /// <summary>Waits until every VEN sheds, and has the event stopped then. Gives the time.</summary>
    private async Task<DateTimeOffset> StoppedAsync(string eventId)
    {
        EventDetail? seen = null;
        await Eventually.HoldsAsync(
            $"every VEN sheds in {eventId}",
            async () =>
                (seen = await System.Backend.GetAsync<EventDetail>($"api/events/{eventId}")).Vens.Count == System.VenIds.Count
                && seen.Vens.All(v => v.Status == "shedding"),
            ShedWithinS
        );
        var at = Clock.Now;
        await System.Backend.StopEventAsync(eventId);
        return at;
    }
}

/// <inheritdoc/>
public class A_killed_backend(SystemToKill fixture, ITestOutputHelper output)
    : A_killed_process(fixture, output),
        IClassFixture<SystemToKill>
{
    /// <summary>When it is killed.</summary>
    public static TheoryData<KillMoment> Moments => KillMoments.Of(series: 1);

    [Theory]
    [MemberData(nameof(Moments))]
    public Task loses_no_command_and_sheds_nobody_twice(KillMoment moment) =>
        CostsNothingAsync(
            moment,
            async () =>
            {
                await System.Backend.KillAsync();
                await System.Backend.StartAsync();
            },
            // It answers early and then compiles the code of its first steps, which takes about as long again.
            startAgainWithin: 2 * System.Backend.StartedWithin
        );
}

/// <inheritdoc/>
public class A_killed_ven(SystemToKill fixture, ITestOutputHelper output) : A_killed_process(fixture, output), IClassFixture<SystemToKill>
{
    /// <summary>When it is killed.</summary>
    public static TheoryData<KillMoment> Moments => KillMoments.Of(series: 2);

    [Theory]
    [MemberData(nameof(Moments))]
    public Task sheds_once_and_restores(KillMoment moment) =>
        CostsNothingAsync(
            moment,
            async () =>
            {
                await System.Ven.KillAsync();
                await System.Ven.StartAsync();
            }
        );
}

/// <inheritdoc/>
public class A_killed_broker(SystemToKill fixture, ITestOutputHelper output)
    : A_killed_process(fixture, output),
        IClassFixture<SystemToKill>
{
    /// <summary>When it is killed.</summary>
    public static TheoryData<KillMoment> Moments => KillMoments.Of(series: 3);

    [Theory]
    [MemberData(nameof(Moments))]
    public Task loses_no_command_and_sheds_nobody_twice(KillMoment moment) =>
        CostsNothingAsync(
            moment,
            async () =>
            {
                await System.Broker.KillAsync();
                await System.Broker.StartAsync();
            }
        );
}
