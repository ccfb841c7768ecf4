using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Planning;

/// <summary>An event with what its plan says of each VEN, by VEN id: its share, or why it is asked for nothing.</summary>
public sealed record PlannedEvent(DrEvent Event, IReadOnlyDictionary<string, double> SharesKw, IReadOnlyDictionary<string, string> Skips)
{
    public static PlannedEvent Of(DrEvent state, AllocationPlan? plan)
    {
        // What was decided on an event that was moved before its start holds no more; a running one keeps its plan until it has a new one.
        if (state is { IsAhead: true, PlannedAt: null, AnnouncedAt: null })
            plan = null;
        return new(
            state,
            plan?.Shares.ToDictionary(s => s.VenId, s => s.Kw) ?? [],
            plan?.Skipped.ToDictionary(s => s.VenId, s => s.Reason) ?? []
        );
    }

    public static async Task<Dictionary<string, PlannedEvent>> ReadAsync(
        IQuerySession session,
        string[] eventIds,
        CancellationToken cancellation
    )
    {
        if (eventIds.Length == 0)
            return [];
        var plans = (await session.LoadManyAsync<EventPlan>(cancellation, eventIds)).ToDictionary(p => p.Id, p => p.Decided);
        var events = await session.LoadManyAsync<DrEvent>(cancellation, eventIds);
        return events.ToDictionary(e => e.Id, e => Of(e, plans.GetValueOrDefault(e.Id)));
    }

    /// <summary>Its share, or nothing and why. A VEN that had a part and is in no plan any more is told that too.</summary>
    public VenOrder OrderFor(string venId) =>
        SharesKw.TryGetValue(venId, out var kw)
            ? new VenOrder(venId, kw, Skip: null)
            : new VenOrder(venId, Kw: null, Skips.GetValueOrDefault(venId));
}
