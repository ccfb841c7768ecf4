using System.Security.Claims;
using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Streams;

[Middleware(typeof(ReadStoredQuery))]
public static class GetAllStored
{
    /// <summary>Lists what is stored of the whole system but samples, the newest first.</summary>
    /// <remarks>
    /// A page looks through at most 500,000 numbers of the sequence, most of which are samples: it may hold less than <c>limit</c>, and <c>before</c> leads on. So it may for callers who are bounded to programmes, from whom what is of others is left out.
    /// </remarks>
    [WolverineGet("/api/stored")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<StoredEventsPage> Get(
        StoredQuery query,
        ClaimsPrincipal user,
        OwnStored ownStored,
        IQuerySession session,
        StreamLimits limits,
        CancellationToken cancellation
    )
    {
        // What commits late with a lower number is not passed by: until then the mark is below it.
        var mark = await session.HighWaterAsync(cancellation) ?? 0;
        var before = Math.Min(query.Before, mark + 1);
        var after = Math.Max(0, before - 1 - limits.ScannedMax);
        var newest = await session.NewestEventsBetweenAsync(after, before, StoredItems.NotTold, query.Most + 1, cancellation);
        var page = newest.Take(query.Most).Reverse().ToList();
        long? older =
            newest.Count > query.Most ? page[0].Sequence
            : after > 0 ? after + 1
            : null;
        if (OfCaller.Programmes(user) is { } own)
            page = await ownStored.OfAsync(page, own, await session.VensOfAsync(own, cancellation), cancellation);
        var items = StoredItems.Told(page).SelectMany(StoredItems.Together);
        return new StoredEventsPage([.. items.OrderByDescending(i => i.Sequence)], older);
    }
}
