namespace DrEvents.Backend.Features.Participations;

/// <summary>VENs in events: what each was told, and what it answered.</summary>
public static class ParticipationsCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Keep(new ParticipationState());
        store
            .Schema.For<Participation>()
            .Duplicate(p => p.EventId!, notNull: false)
            .Duplicate(p => p.VenId)
            // Nearly all participations of the past have nothing due.
            .Duplicate(p => p.NextDueAt!, notNull: false, configure: index => index.Predicate = "next_due_at is not null");
        store.HaveColumns<Participation>(
            nameof(Participation.Status),
            nameof(Participation.WasToldToShed),
            nameof(Participation.RequestedKw),
            nameof(Participation.AcceptedKw),
            nameof(Participation.NewestId),
            nameof(Participation.ResponseMs)
        );
    }
}
