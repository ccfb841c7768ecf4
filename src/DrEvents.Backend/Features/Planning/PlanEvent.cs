using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

public static class PlanEventHandler
{
    public static async Task<(EventsToAppend, OutgoingMessages)> Handle(
        PlanEvent _,
        [Locked(nameof(PlanEvent.EventId))] DrEvent state,
        IDocumentSession session,
        DeliveredShares sharesOf,
        IOptions<ReturnOptions> returns,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (state.IsOver || state.PlannedAt is not null)
            return ([], []);
        var now = clock.GetUtcNow();
        var (_, plan) = await PlanNow.ReadAsync(session, state, now, sharesOf, returns.Value, cancellation);
        return await TellAsync(session, state, new EventPlanned(plan, now), plan, cancellation);
    }

    public static async Task<(EventsToAppend, OutgoingMessages)> Handle(
        AnnounceEvent _,
        [Locked(nameof(AnnounceEvent.EventId))] DrEvent state,
        IDocumentSession session,
        DeliveredShares sharesOf,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        if (!state.IsAhead || !(state.AnnounceAt <= now))
            return ([], []);
        var candidates = await Candidates.ReadAsync(session, state, now, sharesOf, cancellation);
        var whole = Turns.Plan(state, candidates, now);
        var plan = Allocate.OnlyTold(whole, candidates);
        var told = plan.Shares.Select(s => s.VenId).ToHashSet();
        var announced = new EventAnnounced(plan, now, [.. whole.Shares.Where(s => !told.Contains(s.VenId))]);
        return await TellAsync(session, state, announced, plan, cancellation);
    }

    /// <summary>Stores what was decided, and has all VENs told that it concerns, or that have a part in the event already.</summary>
    private static async Task<(EventsToAppend, OutgoingMessages)> TellAsync(
        IQuerySession session,
        DrEvent state,
        object decided,
        AllocationPlan plan,
        CancellationToken cancellation
    )
    {
        var planned = PlannedEvent.Of(DrEvent.Fold(state, state.Id, decided)!, plan);
        var participants = await session.ParticipantsAsync(state.Id, cancellation);
        return ([decided], [.. TellVens.All(planned, participants)]);
    }
}

/// <summary>A running event that was changed gets a new plan; one that has not begun gets it before its start.</summary>
public static class PlanChangedEventHandler
{
    public static async Task<OutgoingMessages> Handle(
        Stored<EventModified> changed,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        await session.LoadAsync<DrEvent>(changed.Stream, cancellation) switch
        {
            { IsActive: true } => [new PlanEvent(changed.Stream)],
            { IsAhead: true, HasToTell: true } => [new TellEvent(changed.Stream)],
            _ => [],
        };
}
