using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Participations;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace DrEvents.Backend.Features.Live;

/// <summary>Finishes the next read models when all VENs are folded, and has them take the place of those in use.</summary>
internal static class LiveSwitch
{
    private const int MetersAtOnce = 1_000;

    /// <summary>So close behind, the rest is folded while the tables are held.</summary>
    private const long CloseBy = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Does it.</summary>
    public static async Task FinishAsync(
        IDocumentStore store,
        DocumentStore next,
        ReadModelBuild build,
        Pressure pressure,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await BaselinesAsync(store, next, build.UpTo, cancellation);
        await using (var session = next.LightweightSession())
        {
            session.Store(new LivePage(LivePage.TheOne, "build", 0));
            session.BeginAt(next.Options.AsyncShards(), build.UpTo);
            await session.SaveChangesAsync(cancellation);
        }
        foreach (var (_, shard, _) in LiveTables.All)
            await FollowAsync(next, shard, clock, cancellation);
        await pressure.GiveWayAsync(Waiter.Rebuild, cancellation);
        while (!await TakesPlaceAsync(store, next, build with { DoneAt = clock.GetUtcNow() }, cancellation))
        {
            foreach (var (projection, shard, _) in LiveTables.All)
                await FoldRestAsync(next, projection(), shard, cancellation);
            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>Has the next tables take the place of those in use, if they are level with them; else changes nothing.</summary>
    private static async Task<bool> TakesPlaceAsync(
        IDocumentStore store,
        DocumentStore next,
        ReadModelBuild build,
        CancellationToken cancellation
    )
    {
        await using var session = next.LightweightSession();
        await session.HoldTablesAsync(store.Options, [.. LiveTables.All.SelectMany(t => t.Documents)], cancellation);
        foreach (var (_, shard, _) in LiveTables.All)
        {
            if (await ProgressAsync(session, shard, cancellation) is var (from, to) && from != to)
                return false;
        }
        foreach (var (_, _, documents) in LiveTables.All)
            await session.SwitchAsync(store.Options, documents, cancellation);
        session.Forget(next.Options.AsyncShards());
        session.Store(build with { Status = ReadModelBuild.Done, EventsTotal = build.EventsDone });
        await session.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>A stream of measurement holds the baselines of all VENs of its event: each is read once.</summary>
    private static async Task BaselinesAsync(IDocumentStore store, DocumentStore next, long upTo, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        foreach (var stream in await session.StreamsAsync(BaselineSealed.StreamOf(""), cancellation))
        {
            var eventId = BaselineSealed.EventOf(stream)!;
            foreach (var page in (await session.EventsOfAsync([stream], cancellation)).Where(e => e.Sequence <= upTo).Chunk(MetersAtOnce))
            {
                await using var written = next.LightweightSession();
                var ids = page.Select(e => Participation.StreamOf(eventId, ((BaselineSealed)e.Data).VenId)).Distinct();
                var meters = (await written.LoadManyAsync<MeteredParticipation>(cancellation, ids)).ToDictionary(m => m.Id);
                var fold = new LiveFold([], meters, [], []);
                foreach (var stored in page)
                    fold.Apply(stream, stored.Data);
                written.StoreAll(meters.Values, m => m.Id);
                await written.SaveChangesAsync(cancellation);
            }
        }
    }

    /// <summary>Folds what came in since, as the projection does, until it is close behind the one in use.</summary>
    private static async Task FollowAsync(DocumentStore next, string shard, TimeProvider clock, CancellationToken cancellation)
    {
        using var daemon = await next.BuildProjectionDaemonAsync();
        await daemon.StartAgentAsync(ReadModelTables.NextShard(shard), cancellation);
        while (true)
        {
            await using var session = next.QuerySession();
            var (from, to) = await ProgressAsync(session, shard, cancellation);
            if (to - from < CloseBy)
                break;
            await Task.Delay(Look, clock, cancellation);
        }
        await daemon.StopAgentAsync(ReadModelTables.NextShard(shard));
    }

    /// <summary>Folds the little that is left.</summary>
    private static async Task FoldRestAsync(
        DocumentStore next,
        IJasperFxProjection<IDocumentOperations> projection,
        string shard,
        CancellationToken cancellation
    )
    {
        await using var session = next.LightweightSession();
        var (from, to) = await ProgressAsync(session, shard, cancellation);
        if (from >= to)
            return;
        var rest = await session
            .Events.QueryAllRawEvents()
            .Where(e => e.Sequence > from && e.Sequence <= to)
            .OrderBy(e => e.Sequence)
            .ToListAsync(cancellation);
        if (rest.Count > 0)
            await projection.ApplyAsync(session, rest, cancellation);
        session.GoesOnAt(ReadModelTables.NextShard(shard), to);
        await session.SaveChangesAsync(cancellation);
    }

    private static async Task<(long From, long To)> ProgressAsync(IQuerySession session, string shard, CancellationToken cancellation) =>
        (await session.ProjectedAsync(ReadModelTables.NextShard(shard), cancellation), await session.ProjectedAsync(shard, cancellation));
}
