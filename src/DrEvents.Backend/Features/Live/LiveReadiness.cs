namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Says how far back the live read models go. A version that takes a database over has the present at once and makes the history from the stored events;
/// until then what needs it is answered with the progress.
/// </summary>
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
