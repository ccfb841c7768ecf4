namespace DrEvents.Backend.Hosting;

/// <summary>
/// Makes states from their streams: of a new version before the node acts, those first that something still happens in; or again, where an operator
/// asks for it. Each stream's document is replaced for itself under the stream's lock, so that whoever reads meanwhile reads a good one.
/// </summary>
public sealed class StateBuilds(IDocumentStore store, Standby standby, Pressure pressure, TimeProvider clock, ILogger<StateBuilds> log)
{
    private const string Lock = "states";
    private const int StreamsAtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes what has to be there before anything is read. Another node that is at it is waited for.</summary>
    public async Task PrepareAsync(CancellationToken stopping)
    {
        await using var held = await HoldAsync(stopping);
        foreach (var state in await MissingAsync(stopping))
        {
            await using var session = store.QuerySession();
            var isUrgent = await state.UrgentAsync(session, clock.GetUtcNow(), stopping);
            var streams = (await state.BehindAsync(store, all: false, stopping)).FindAll(isUrgent);
            standby.Reason = $"makes its {ReadModelBuild.NameOf(state)} ({streams.Count} streams)";
            await BuildAsync(state, streams, build: null, stopping);
        }
    }

    /// <summary>Folds what nodes of an earlier version appended since.</summary>
    public async Task CatchUpAsync(DateTimeOffset since, CancellationToken stopping)
    {
        foreach (var state in store.Options.States())
        {
            var streams = await state.BehindAsync(store, all: false, stopping);
            await BuildAsync(state, streams.FindAll(s => s.HasState || s.At >= since), build: null, stopping);
        }
    }

    /// <summary>Makes the rest.</summary>
    public async Task CompleteAsync(CancellationToken stopping)
    {
        await using var held = await HoldAsync(stopping);
        foreach (var state in await MissingAsync(stopping))
        {
            var build = ReadModelBuild.Of(state, ReadModelBuild.Running, clock.GetUtcNow());
            await BuildAsync(state, await state.BehindAsync(store, all: false, stopping), build, stopping);
            state.IsLevel = true;
        }
    }

    /// <summary>Makes a state again, all of it or from where it was stopped.</summary>
    public async Task AgainAsync(IStreamState state, ReadModelBuild build, CancellationToken stopping)
    {
        await using var held = await LongLock.TryTakeAsync(store, Lock, stopping);
        if (held is null)
            return;
        var streams = await state.BehindAsync(store, all: true, stopping);
        await BuildAsync(state, streams.FindAll(s => string.CompareOrdinal(s.Stream, build.Cursor) > 0), build, stopping);
    }

    private async Task<LongLock> HoldAsync(CancellationToken stopping)
    {
        LongLock? held;
        while ((held = await LongLock.TryTakeAsync(store, Lock, stopping)) is null)
            await Task.Delay(Pause, clock, stopping);
        return held;
    }

    /// <summary>The states that are not made yet, by this node or another.</summary>
    private async Task<List<IStreamState>> MissingAsync(CancellationToken stopping)
    {
        await using var session = store.QuerySession();
        var builds = (await session.Query<ReadModelBuild>().ToListAsync(stopping)).ToDictionary(b => b.Id);
        foreach (var state in store.Options.States())
            state.IsLevel |= builds.GetValueOrDefault(ReadModelBuild.NameOf(state))?.HasMade(state) is true;
        return [.. store.Options.States().Where(s => !s.IsLevel)];
    }

    private async Task BuildAsync(IStreamState state, List<StreamLength> streams, ReadModelBuild? build, CancellationToken stopping)
    {
        if (build is { EventsTotal: 0 })
            build = build with { EventsTotal = streams.Sum(s => s.Events) };
        foreach (var page in streams.Chunk(StreamsAtOnce))
        {
            var begin = clock.GetTimestamp();
            await using var session = store.LightweightSession();
            await state.BuildAsync(session, [.. page.Select(s => s.Stream)], stopping);
            if (build is not null)
            {
                await pressure.GiveWayAsync(Waiter.Rebuild, stopping);
                if (await build.IsStoppedAsync(session, stopping))
                    return;
                build = build with
                {
                    Cursor = page[^1].Stream,
                    EventsDone = build.EventsDone + page.Sum(s => s.Events),
                    WorkedS = build.WorkedS + clock.GetElapsedTime(begin).TotalSeconds,
                };
                session.Store(build);
            }
            await session.SaveChangesAsync(stopping);
        }
        if (build is null)
            return;
        await store.SaveAsync(s => s.Store(build with { Status = ReadModelBuild.Done, DoneAt = clock.GetUtcNow() }), stopping);
        log.LogInformation("Read model {Name} was made from {Events} events in {Seconds:0.0} s", build.Id, build.EventsDone, build.WorkedS);
    }
}
