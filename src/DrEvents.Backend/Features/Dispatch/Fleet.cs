using DrEvents.Backend.Features.Events;
using DrEvents.Contracts.Http;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>Reads whom an event may ask, and for how much.</summary>
public static class Fleet
{
    /// <summary>
    /// The VENs that the targets name, with what each can shed now. One that another event holds gives up what it sheds there, if this
    /// event goes before that one; else it stays where it is.
    /// </summary>
    public static async Task<List<Candidate>> CandidatesAsync(
        IQuerySession session,
        EventTargets? targets,
        (int, DateTimeOffset, string) rank,
        CancellationToken cancellation
    )
    {
        var vens = await FleetMember.ReadAsync(session, targets, cancellation);
        var (_, startTime, eventId) = rank;
        var active = (await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation)).ToDictionary(e =>
            e.Id
        );
        var held = (
            await PartsAsync(session, [.. active.Keys], [ParticipationStatus.Pending, ParticipationStatus.Shedding], cancellation)
        ).ToLookup(p => p.VenId);
        var own = (
            await PartsAsync(session, [eventId], [ParticipationStatus.OptedOut, ParticipationStatus.Announced], cancellation)
        ).ToDictionary(p => p.VenId);

        var candidates = vens.ConvertAll(ven =>
        {
            var holder = held[ven.VenId].FirstOrDefault(p => active[p.EventId].EndTime > startTime);
            var outranking = holder is not null && active[holder.EventId].Rank.CompareTo(rank) < 0 ? holder.EventId : null;
            var part = own.GetValueOrDefault(ven.VenId);
            var isAnnounced = part?.Status == ParticipationStatus.Announced;
            // One that accepted what was announced begins by itself, whether it is heard then or not.
            var isThere = ven.Online || (isAnnounced && part!.AcceptedKw is not null);
            var skip =
                !ven.Enabled ? SkipReasons.Disabled
                : part?.Status == ParticipationStatus.OptedOut ? SkipReasons.OptedOut
                : !isThere ? SkipReasons.Offline
                : outranking is not null ? SkipReasons.Serving(outranking)
                : null;
            // It may have begun what was announced before it was told to.
            var givenUpKw = holder is null && !isAnnounced ? 0 : Math.Max(0, ven.ShedPowerKw ?? holder?.AcceptedKw ?? 0);
            return new Candidate(ven.VenId, skip, ven.AvailableKw + givenUpKw, ven.TakesAnnouncements);
        });
        var found = vens.Select(v => v.VenId).ToHashSet();
        candidates.AddRange(
            (targets?.VenIds ?? []).Where(id => !found.Contains(id)).Select(id => new Candidate(id, SkipReasons.Unknown, null))
        );
        return candidates;
    }

    /// <summary>A VEN's part in an event, as far as a plan needs it.</summary>
    private sealed record Part
    {
        public required string VenId { get; init; }
        public required string EventId { get; init; }
        public required string Status { get; init; }
        public double? AcceptedKw { get; init; }
    }

    private static async Task<IReadOnlyList<Part>> PartsAsync(
        IQuerySession session,
        string[] eventIds,
        string[] statuses,
        CancellationToken cancellation
    ) =>
        eventIds.Length == 0
            ? []
            : await session
                .Query<Participation>()
                .Where(p => p.EventId!.IsOneOf(eventIds) && p.Status.IsOneOf(statuses))
                .Select(p => new Part
                {
                    VenId = p.VenId,
                    EventId = p.EventId!,
                    Status = p.Status,
                    AcceptedKw = p.AcceptedKw,
                })
                .ToListAsync(cancellation);
}
