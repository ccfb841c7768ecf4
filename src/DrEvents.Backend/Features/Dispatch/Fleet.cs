using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Vens;
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
        var vens = await TargetedAsync(session, targets, cancellation);
        var live = (await session.LoadManyAsync<VenLive>(cancellation, vens.Select(v => v.VenId))).ToDictionary(v => v.Id);
        var active = (await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation)).ToDictionary(e =>
            e.Id
        );
        var eventIds = active.Keys.ToArray();
        var held = (
            await session
                .Query<Participation>()
                .Where(p => p.EventId!.IsOneOf(eventIds) && p.Status.IsOneOf(ParticipationStatus.Pending, ParticipationStatus.Shedding))
                .ToListAsync(cancellation)
        ).ToLookup(p => p.VenId);

        var (_, startTime, eventId) = rank;
        var own = (
            await session
                .Query<Participation>()
                .Where(p => p.EventId == eventId && p.Status.IsOneOf(ParticipationStatus.OptedOut, ParticipationStatus.Announced))
                .Select(p => new
                {
                    p.VenId,
                    p.Status,
                    p.AcceptedKw,
                })
                .ToListAsync(cancellation)
        ).ToDictionary(p => p.VenId);

        var candidates = vens.ConvertAll(ven =>
        {
            var holder = held[ven.VenId].FirstOrDefault(p => active[p.EventId!].EndTime > startTime);
            var outranking = holder is not null && active[holder.EventId!].Rank.CompareTo(rank) < 0 ? holder.EventId : null;
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
            var now = live.GetValueOrDefault(ven.VenId);
            // It may have begun what was announced before it was told to.
            var givenUpKw = holder is null && !isAnnounced ? 0 : Math.Max(0, now?.ShedPowerKw ?? holder?.AcceptedKw ?? 0);
            return new Candidate(ven.VenId, skip, now?.AvailableKw + givenUpKw, ven.TakesAnnouncements);
        });
        var found = vens.Select(v => v.VenId).ToHashSet();
        candidates.AddRange(
            (targets?.VenIds ?? []).Where(id => !found.Contains(id)).Select(id => new Candidate(id, SkipReasons.Unknown, null))
        );
        return candidates;
    }

    private static async Task<List<Ven>> TargetedAsync(IQuerySession session, EventTargets? targets, CancellationToken cancellation)
    {
        var venIds = targets?.VenIds ?? [];
        var groups = targets?.Groups ?? [];
        if (venIds.Count == 0 && groups.Count == 0)
            return [.. await session.Query<Ven>().Where(v => v.Enabled && !v.Removed).ToListAsync(cancellation)];
        var byId = await session.LoadManyAsync<Ven>(cancellation, venIds.Distinct().Select(Ven.StreamOf));
        var labels = groups.ToArray();
        var byGroup =
            labels.Length == 0
                ? []
                : await session
                    .Query<Ven>()
                    .Where(v => v.Enabled && !v.Removed && v.Groups.Any(g => g.IsOneOf(labels)))
                    .ToListAsync(cancellation);
        return [.. byId.Where(v => !v.Removed).Concat(byGroup).DistinctBy(v => v.VenId)];
    }
}
