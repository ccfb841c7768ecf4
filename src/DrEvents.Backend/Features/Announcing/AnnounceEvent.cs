using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Features.Announcing;

public static class AnnounceEventHandler
{
    public static Task<PlanInput> LoadAsync(DrEvent state, IDocumentSession session, CancellationToken cancellation) =>
        PlanInput.ReadAsync(state.AnnounceAt is not null, state, session, cancellation);

    public static (EventsToAppend, OutgoingMessages) Handle(
        AnnounceEvent announce,
        [WriteModel(nameof(AnnounceEvent.EventId), LoadStyle = ModelConcurrencyStyle.Exclusive)] DrEvent state,
        PlanInput input,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        if (!state.IsAhead || !(state.AnnounceAt <= now))
            return ([], []);
        var announced = new EventAnnounced(Allocate.Announced(state.RequestedReductionKw, state.Allocation, input.Candidates), now);
        var after = DrEvent.Fold(state, announce.EventId, announced)!;
        return ([announced], [.. TellVens.All(PlannedEvent.Of(after, announced.Plan), input.Participants)]);
    }
}
