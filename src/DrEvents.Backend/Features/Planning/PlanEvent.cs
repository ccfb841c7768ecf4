using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

/// <summary>What a plan rests on: whom the event may ask, and who has a part in it already.</summary>
public sealed record PlanInput(List<Candidate> Candidates, List<string> Participants)
{
    public static async Task<PlanInput> ReadAsync(bool isNeeded, DrEvent state, IQuerySession session, CancellationToken cancellation) =>
        !isNeeded
            ? new PlanInput([], [])
            : new PlanInput(
                await Planning.Candidates.ReadAsync(session, state, cancellation),
                await session.ParticipantsAsync(state.Id, cancellation)
            );

    /// <summary>Stores what was decided, and has all VENs told that it concerns.</summary>
    public (EventsToAppend, OutgoingMessages) Decided(DrEvent state, object decided, AllocationPlan plan)
    {
        var after = DrEvent.Fold(state, state.Id, decided)!;
        return ([decided], [.. TellVens.All(PlannedEvent.Of(after, plan), Participants)]);
    }
}

public static class PlanEventHandler
{
    public static Task<PlanInput> LoadAsync(DrEvent state, IDocumentSession session, CancellationToken cancellation) =>
        PlanInput.ReadAsync(NeedsPlan(state), state, session, cancellation);

    public static (EventsToAppend, OutgoingMessages) Handle(
        PlanEvent _,
        [WriteModel(nameof(PlanEvent.EventId), LoadStyle = ModelConcurrencyStyle.Exclusive)] DrEvent state,
        PlanInput input,
        TimeProvider clock
    )
    {
        if (!NeedsPlan(state))
            return ([], []);
        var plan = Allocate.Plan(state.RequestedReductionKw, state.Allocation, input.Candidates);
        return input.Decided(state, new EventPlanned(plan, clock.GetUtcNow()), plan);
    }

    private static bool NeedsPlan(DrEvent state) => !state.IsOver && state.PlannedAt is null;
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

public static class AnnounceEventHandler
{
    public static Task<PlanInput> LoadAsync(DrEvent state, IDocumentSession session, CancellationToken cancellation) =>
        PlanInput.ReadAsync(state.AnnounceAt is not null, state, session, cancellation);

    public static (EventsToAppend, OutgoingMessages) Handle(
        AnnounceEvent _,
        [WriteModel(nameof(AnnounceEvent.EventId), LoadStyle = ModelConcurrencyStyle.Exclusive)] DrEvent state,
        PlanInput input,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        if (!state.IsAhead || !(state.AnnounceAt <= now))
            return ([], []);
        var plan = Allocate.Announced(state.RequestedReductionKw, state.Allocation, input.Candidates);
        return input.Decided(state, new EventAnnounced(plan, now), plan);
    }
}
