namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Has the projections of a new version go on from where those before it are, and their read models made from the beginning beside that. A new
/// database has nothing to make.
/// </summary>
public sealed class LiveBeginning(TimeProvider clock) : IInitialData
{
    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await session.HoldAsync(LiveBuild.Name, cancellation);
        var shards = store.Options.AsyncShards();
        if (
            await session.ProjectedAsync(LiveProjection.Shard, cancellation) > 0
            || await session.LoadAsync<LivePage>(LivePage.TheOne, cancellation) is not null
        )
            return;
        if (await session.HighWaterAsync(cancellation) is not (> 0 and var mark))
        {
            session.Store(new LivePage(LivePage.TheOne, "beginning", 0));
        }
        else
        {
            session.BeginAt(shards, mark);
            session.Store(LiveBuild.Asked(clock.GetUtcNow(), mark, isFirst: true));
        }
        await session.SaveChangesAsync(cancellation);
    }
}
