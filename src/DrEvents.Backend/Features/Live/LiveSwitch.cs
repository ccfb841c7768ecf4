using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Commands;

namespace DrEvents.Backend.Features.Live;

/// <summary>Makes the tables of the next read models, finishes them when all VENs are folded, and has them take the place of those in use.</summary>
internal sealed class LiveSwitch(IDocumentStore store, DocumentStore next)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly Type[] Documents = [typeof(Acknowledgement), .. LiveProjection.Documents];

    public async Task CreateTablesAsync(CancellationToken cancellation)
    {
        foreach (var document in Documents)
        {
            await next.Storage.Database.EnsureStorageExistsAsync(document, cancellation);
            await next.Advanced.Clean.DeleteDocumentsByTypeAsync(document, cancellation);
        }
        await next.SaveAsync(s => s.Forget(next.Options.AsyncShards()), cancellation);
    }

    public async Task FinishAsync(ReadModelBuild build, Pressure pressure, TimeProvider clock, CancellationToken cancellation)
    {
        await using (var session = next.LightweightSession())
        {
            session.Store(new LivePage(LivePage.TheOne, "build", 0));
            session.BeginAt(next.Options.AsyncShards(), build.UpTo);
            await session.SaveChangesAsync(cancellation);
        }
        var live = new LiveProjection(pressure: null);
        await BaselinesAsync(live, build.UpTo, cancellation);
        await pressure.GiveWayAsync(Waiter.Rebuild, cancellation);
        while (true)
        {
            await FollowAsync(new AcknowledgementProjection(pressure: null), AcknowledgementProjection.Shard, cancellation);
            await FollowAsync(live, LiveProjection.Shard, cancellation);
            if (await TakesPlaceAsync(build with { DoneAt = clock.GetUtcNow() }, cancellation))
                return;
            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>A stream of measurement holds the baselines of all VENs of its event: each is read once.</summary>
    private async Task BaselinesAsync(LiveProjection live, long upTo, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        foreach (var stream in await session.StreamsAsync(BaselineSealed.StreamOf(""), cancellation))
        {
            var seals = (await session.EventsOfAsync(stream, [typeof(BaselineSealed)], cancellation)).Where(e => e.Sequence <= upTo);
            foreach (var page in seals.Chunk(LiveProjection.PageMax))
                await next.SaveAsync(s => live.ApplyAsync(s, page, cancellation), cancellation);
        }
    }

    /// <summary>Folds what came in meanwhile, page by page, until it is level with the one in use.</summary>
    private async Task FollowAsync(IJasperFxProjection<IDocumentOperations> projection, string shard, CancellationToken cancellation)
    {
        while (true)
        {
            await using var session = next.LightweightSession();
            var (from, to) = await ProgressAsync(session, shard, cancellation);
            if (from >= to)
                return;
            var page = await session
                .Events.QueryAllRawEvents()
                .Where(e => e.Sequence > from && e.Sequence <= to)
                .OrderBy(e => e.Sequence)
                .Take(LiveProjection.PageMax)
                .ToListAsync(cancellation);
            if (page.Count > 0)
                await projection.ApplyAsync(session, page, cancellation);
            session.GoesOnAt(ReadModelTables.NextShard(shard), page.Count < LiveProjection.PageMax ? to : page[^1].Sequence);
            await session.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>Has the next tables take the place of those in use, if they are level with them; else changes nothing.</summary>
    private async Task<bool> TakesPlaceAsync(ReadModelBuild build, CancellationToken cancellation)
    {
        await using var session = next.LightweightSession();
        await session.HoldTablesAsync(store, Documents, cancellation);
        foreach (var shard in new[] { AcknowledgementProjection.Shard, LiveProjection.Shard })
        {
            if (await ProgressAsync(session, shard, cancellation) is var (from, to) && from != to)
                return false;
        }
        await session.SwitchAsync(store, Documents, cancellation);
        session.Forget(next.Options.AsyncShards());
        session.Store(build with { Status = ReadModelBuild.Done, EventsTotal = build.EventsDone });
        await session.SaveChangesAsync(cancellation);
        return true;
    }

    private static async Task<(long From, long To)> ProgressAsync(IQuerySession session, string shard, CancellationToken cancellation) =>
        (await session.ProjectedAsync(ReadModelTables.NextShard(shard), cancellation), await session.ProjectedAsync(shard, cancellation));
}
