using DrEvents.Backend.Features.Commands;

namespace DrEvents.Backend.Features.Live;

/// <summary>Says how far back the live read models go: a version that takes a database over has the present first, and makes the history after it.</summary>
public static class LiveReadiness
{
    /// <summary>Since when they hold everything; null when that is since the beginning.</summary>
    public static async Task<DateTimeOffset?> SinceAsync(IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<LivePage>(LivePage.TheOne, cancellation) is { } page ? page.Since : DateTimeOffset.MaxValue;

    /// <summary>503 with the progress when something from a time on is not there yet.</summary>
    public static async Task<ProblemDetails> OfAsync(IQuerySession session, DateTimeOffset from, CancellationToken cancellation)
    {
        if (await SinceAsync(session, cancellation) is not { } since || since <= from)
            return Problems.None;
        return ReadModelBuild.NotReady(await session.LoadAsync<ReadModelBuild>(LiveBuild.Name, cancellation));
    }
}

/// <summary>Has the projections of a new version go on from where those before it are, while their read models are made from the beginning.</summary>
public sealed class LiveBeginning(TimeProvider clock) : IInitialData
{
    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await session.HoldAsync(LiveBuild.Name, cancellation);
        // Those that are made from the beginning by the build; others go through the history themselves.
        string[] shards = [AcknowledgementProjection.Shard, LiveProjection.Shard];
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
