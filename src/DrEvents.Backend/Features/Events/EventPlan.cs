using DrEvents.Backend.Hosting;

namespace DrEvents.Backend.Features.Events;

/// <summary>
/// What was decided last on who an event asks for how much: the plan made at its start or at a change, before the start the announcement.
/// It lies beside the event's state and not in it: it is as large as the fleet, and whoever asks how an event stands does not need it.
/// </summary>
/// <param name="Id">The event.</param>
/// <param name="Decided">Shares, and VENs that are asked for nothing.</param>
public sealed record EventPlan(string Id, AllocationPlan Decided)
{
    /// <summary>Whether a stored event says something of a plan.</summary>
    public static bool IsIn(object stored) => stored is EventAnnounced or EventActivated or EventModified { Plan: not null };

    /// <summary>The state after one more stored event; null while nothing is decided.</summary>
    public static EventPlan? Fold(EventPlan? state, string id, object stored) =>
        stored switch
        {
            EventAnnounced e => new EventPlan(id, e.Plan),
            EventActivated e => new EventPlan(id, e.Plan),
            EventModified { Plan: { } plan } => new EventPlan(id, plan),
            _ => state,
        };
}

/// <summary>The plan of every DR event, changed in the transaction that changes its stream.</summary>
public sealed class EventPlans()
    : FoldProjection<EventPlan>(e => EventPlan.IsIn(e.Data) && Contracts.EventIds.IsValid(e.StreamKey!), p => p.Id, EventPlan.Fold);
