using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Participations;

/// <summary>VENs in events: what each was told, and what it answered.</summary>
public static class ParticipationsCapability
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public static void Configure(StoreOptions store)
    {
        store.Keep(
            new StreamState<Participation>("Participations", version: 3, Participation.Fold, DirectCommands.Prefix, "evt-")
            {
                IsOne = stream => Participation.Parse(stream) is not null,
                Urgent = OpenAsync,
            }
                .Folds(typeof(CommandDispatched), typeof(CommandAccepted), typeof(CommandExpired), typeof(OptedIn))
                .Folds(typeof(ParticipationSkipped), typeof(ParticipationDisplaced), typeof(ParticipationEnded))
                .FoldsAndTells<AckReceived>(e => !e.Ok && e.Standing != AckStandings.Repeated)
                .FoldsAndTells<OptedOut>()
        );
        store
            .Schema.For<Participation>()
            .Duplicate(p => p.EventId!, notNull: false)
            .Duplicate(p => p.VenId)
            .Index(p => new { p.VenId, p.BeganAt })
            // Nearly all participations of the past have nothing due.
            .Duplicate(p => p.NextDueAt!, notNull: false, configure: index => index.Predicate = "next_due_at is not null");
        store.HaveColumns<Participation>(
            nameof(Participation.Status),
            nameof(Participation.WasToldToShed),
            nameof(Participation.RequestedKw),
            nameof(Participation.AcceptedKw),
            nameof(Participation.NewestId),
            nameof(Participation.ResponseMs),
            nameof(Participation.BeganAt),
            nameof(Participation.ShedUntil)
        );
    }

    /// <summary>The recent ones and those of open events; a late answer to an older one folds its stream when it comes.</summary>
    private static async Task<Predicate<StreamLength>> OpenAsync(IQuerySession session, DateTimeOffset now, CancellationToken cancellation)
    {
        var open = await session.EventIdsAsync(e => e.Status == EventStatus.Scheduled || e.Status == EventStatus.Active, cancellation);
        var owners = open.ToHashSet();
        return s => s.At >= now - Recent || owners.Contains(Participation.Parse(s.Stream)!.Value.Owner);
    }
}
