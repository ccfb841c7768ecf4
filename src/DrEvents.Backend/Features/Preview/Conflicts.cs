using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Preview;

/// <summary>Other events of the same time that mean some of the same VENs.</summary>
public static class Conflicts
{
    /// <summary>The earliest so many are looked at.</summary>
    private const int EventsMax = 20;

    private sealed record PartRow(string VenId, string EventId, string Status);

    private sealed record GroupsOf(string VenId, IReadOnlyList<string> Groups);

    public static async Task<IReadOnlyList<PreviewConflict>> ReadAsync(
        IQuerySession session,
        DrEvent asked,
        IReadOnlyList<Candidate> candidates,
        CancellationToken cancellation
    )
    {
        var others = await session
            .Query<DrEvent>()
            .Where(e =>
                (e.Status == EventStatus.Scheduled || e.Status == EventStatus.Active)
                && e.Id != asked.Id
                && e.EndTime > asked.StartTime
                && e.StartTime < asked.EndTime
            )
            .OrderBy(e => e.StartTime)
            .ThenBy(e => e.Id)
            .Take(EventsMax)
            .ToListAsync(cancellation);
        if (others.Count == 0)
            return [];
        string[] running = [.. others.Where(e => e.IsActive).Select(e => e.Id)];
        var held = running.Length == 0 ? [] : await session.PartsAsync<PartRow>(running, cancellation);
        var holds = held.Where(p => p.Status is ParticipationStatus.Pending or ParticipationStatus.Shedding)
            .ToLookup(p => p.EventId, p => p.VenId);
        var groups = others.SelectMany(e => e.Targets?.Groups ?? []).Distinct().ToArray();
        var inGroups =
            groups.Length == 0
                ? []
                : await session
                    .Query<Ven>()
                    .Where(v => v.Groups.Any(g => g.IsOneOf(groups)))
                    .Select(v => new GroupsOf(v.VenId, v.Groups))
                    .ToListAsync(cancellation);
        var byGroup = inGroups.SelectMany(v => v.Groups, (v, g) => (v.VenId, Group: g)).ToLookup(v => v.Group, v => v.VenId);
        var members = new Dictionary<string, HashSet<string>>();
        foreach (var programme in others.Select(e => e.Targets?.Programme).OfType<string>().Distinct())
            members[programme] = await session.EnrolledAsync(programme, cancellation);
        return
        [
            .. others
                .Select(e => Of(asked, e, candidates, e.IsActive ? [.. holds[e.Id]] : Meant(e.Targets, byGroup, members)))
                .Where(c => c.Vens > 0),
        ];
    }

    /// <param name="venIds">Those that the other event has, or means; null for all.</param>
    public static PreviewConflict Of(DrEvent asked, DrEvent other, IReadOnlyList<Candidate> candidates, HashSet<string>? venIds)
    {
        var both = candidates.Where(c => c.Skip != SkipReasons.Unknown && venIds?.Contains(c.VenId) is null or true).ToList();
        return new PreviewConflict(
            other.Id,
            other.Status,
            other.StartTime,
            other.EndTime,
            other.Priority,
            other.RequestedReductionKw,
            GoesFirst: other.Rank.CompareTo(asked.Rank) < 0,
            both.Count,
            both.Sum(c => c.AvailableKw ?? 0)
        );
    }

    private static HashSet<string>? Meant(
        EventTargets? targets,
        ILookup<string, string> byGroup,
        Dictionary<string, HashSet<string>> members
    )
    {
        if (targets is null)
            return null;
        HashSet<string> named = [.. targets.VenIds ?? [], .. (targets.Groups ?? []).SelectMany(g => byGroup[g])];
        if (targets.Programme is not { } programme)
            return named;
        // Of a programme all who take part are meant, where nobody is named.
        return targets is { VenIds: null or [], Groups: null or [] } ? members[programme] : [.. named.Where(members[programme].Contains)];
    }
}
