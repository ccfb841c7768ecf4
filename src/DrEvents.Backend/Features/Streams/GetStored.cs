using System.Security.Claims;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Which stored events are asked for: so many at most, below a sequence.</summary>
public sealed record StoredQuery(int Most, long Before)
{
    private const int MostDefault = 100;
    private const int MostMax = 500;

    public static (StoredQuery Query, ProblemDetails Problem) Read(string? limit, string? before)
    {
        var fields = new QueryFields();
        var query = new StoredQuery(
            fields.Limit(limit, MostDefault, MostMax),
            fields.Whole("before", before, 1, long.MaxValue) ?? long.MaxValue
        );
        return (query, fields.Answer);
    }

    /// <summary>The page of these streams, and of events with these ids.</summary>
    /// <param name="items">Makes items of its events, which are in the order of their storing.</param>
    public async Task<StoredEventsPage> PageAsync(
        IQuerySession session,
        string[] streams,
        Guid[] ids,
        Func<IReadOnlyList<IEvent>, IEnumerable<StoredItem>> items,
        CancellationToken cancellation
    )
    {
        // One more says whether there are older ones.
        var newest = await session.NewestEventsAsync(streams, ids, StoredItems.NotTold, Before, Most + 1, cancellation);
        var page = newest.Take(Most).Reverse().ToList();
        return new StoredEventsPage([.. items(page).OrderByDescending(i => i.Sequence)], newest.Count > Most ? page[0].Sequence : null);
    }
}

public static class ReadStoredQuery
{
    public static (StoredQuery Query, ProblemDetails Problem) Before(string? limit, string? before) => StoredQuery.Read(limit, before);
}

[Middleware(typeof(ReadStoredQuery), typeof(KnownEvent))]
public static class GetEventStored
{
    /// <summary>Lists what is stored of an event, of its VENs' parts, of its baselines, of its results and of how they were booked, the newest first.</summary>
    /// <remarks>
    /// Results and lines of single VENs are not in it: <c>GET /api/events/{id}/result/vens</c> and <c>GET /api/statements</c> show them.
    /// </remarks>
    [WolverineGet("/api/events/{id}/stored")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<StoredEventsPage> Get(string id, StoredQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var vens = await session.ParticipantsAsync(id, cancellation);
        string[] streams =
        [
            id,
            BaselineSealed.StreamOf(id),
            ControlGroupSealed.StreamOf(id),
            ResultBooked.StreamOf(id),
            .. vens.Select(v => Participation.StreamOf(id, v)),
        ];
        return await query.PageAsync(session, streams, [], page => StoredItems.Told(page).SelectMany(StoredItems.Together), cancellation);
    }
}

[Middleware(typeof(ReadStoredQuery), typeof(KnownVen))]
public static class GetVenStored
{
    /// <summary>Lists what is stored of a VEN but its samples, the newest first: what became of it, its parts in events, its commands, imports of its meter.</summary>
    [WolverineGet("/api/vens/{venId}/stored")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<StoredEventsPage> Get(
        string venId,
        StoredQuery query,
        ClaimsPrincipal user,
        ProgrammesOfEvents events,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var parts = await session.PartsOfVenAsync(venId, cancellation);
        if (OfCaller.Programmes(user) is { } own)
        {
            var others = await events.OthersAsync(own, parts.Select(p => p.EventId).OfType<string>(), cancellation);
            parts = parts.FindAll(p => p.EventId is null || !others.Contains(p.EventId));
        }
        var baselines = parts
            .Select(p => p.EventId)
            .OfType<string>()
            .SelectMany(eventId => new[] { BaselineSealed.IdOf(eventId, venId), ReadInputs.IdOf(eventId, venId) });
        return await query.PageAsync(
            session,
            [Ven.StreamOf(venId), ProfileAssigned.StreamOf(venId), MeterStreams.Of(venId), .. parts.Select(p => p.Id)],
            [.. baselines],
            page => page.Select(StoredItems.One),
            cancellation
        );
    }
}
