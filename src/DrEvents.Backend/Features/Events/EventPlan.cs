namespace DrEvents.Backend.Features.Events;

/// <summary>What was decided last on who an event asks for how much. It lies beside the event's state because it is as large as the fleet.</summary>
public sealed record EventPlan(string Id, AllocationPlan Decided)
{
    public static EventPlan? Fold(EventPlan? state, string id, object stored) =>
        stored switch
        {
            EventAnnounced e => new EventPlan(id, e.Plan),
            EventPlanned e => new EventPlan(id, e.Plan),
            EventActivated { Plan: { } plan } => new EventPlan(id, plan),
            EventModified { Plan: { } plan } => new EventPlan(id, plan),
            _ => state,
        };
}
