using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

/// <summary>What an event wants of a VEN.</summary>
/// <param name="Kw">Its share, kW; null when nothing.</param>
/// <param name="Skip">Why nothing, where the plan says so.</param>
/// <param name="IsAdjusted">Whether it is newer than the plan; what the plan says holds only until the VEN is told something newer.</param>
public sealed record VenOrder(string VenId, double? Kw, string? Skip, bool IsAdjusted = false);

/// <summary>Tell a page of VENs what was decided. Pages go side by side, are repeated when they fail, and taken over when their node dies.</summary>
/// <param name="Pages">How many there are; 0 for VENs that come to the event after all were told.</param>
public sealed record TellVens(string EventId, DateTimeOffset DecidedAt, IReadOnlyList<VenOrder> Orders, int Page, int Pages)
{
    private const int PageSize = 250;

    public static IEnumerable<TellVens> All(PlannedEvent planned, IEnumerable<string> participants)
    {
        var (state, sharesKw, skips) = planned;
        var vens = state.IsOver ? participants : sharesKw.Keys.Concat(skips.Keys).Concat(participants);
        var pages = vens.Distinct()
            .Where(id => VenIds.IsValid(id))
            .Order(StringComparer.Ordinal)
            .Select(id => state.IsOver ? new VenOrder(id, Kw: null, Skip: null) : planned.OrderFor(id))
            .Chunk(PageSize)
            .ToList();
        // An event without VENs is told too, at once.
        return pages.Count == 0
            ? [new TellVens(state.Id, state.DecidedAt!.Value, [], Page: 0, Pages: 1)]
            : pages.Select((orders, page) => new TellVens(state.Id, state.DecidedAt!.Value, orders, page, pages.Count));
    }

    public static IEnumerable<TellVens> Later(DrEvent state, IEnumerable<VenOrder> orders) =>
        orders.Chunk(PageSize).Select(page => new TellVens(state.Id, state.DecidedAt!.Value, page, Page: 0, Pages: 0));
}

public static class TellEventHandler
{
    public static async Task<OutgoingMessages> Handle(TellEvent tell, IQuerySession session, CancellationToken cancellation)
    {
        var planned = (await PlannedEvent.ReadAsync(session, [tell.EventId], cancellation)).GetValueOrDefault(tell.EventId);
        if (planned is not { Event.HasToTell: true })
            return [];
        return [.. TellVens.All(planned, await session.ParticipantsAsync(tell.EventId, cancellation))];
    }
}
