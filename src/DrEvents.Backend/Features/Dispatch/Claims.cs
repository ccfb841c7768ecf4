using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>Reads, and locks, what a decision on a page of VENs rests on.</summary>
public static class Claims
{
    /// <summary>
    /// The claims of each of these VENs: the event at hand, and every other event whose participation is not settled. Two queries and one
    /// lock, whatever the number of VENs.
    /// </summary>
    public static async Task<Dictionary<string, List<Claim>>> LockAsync(
        IDocumentSession session,
        DrEvent current,
        string[] venIds,
        CancellationToken cancellation
    )
    {
        var unsettled = await session
            .Query<Participation>()
            .Where(p =>
                p.VenId.IsOneOf(venIds)
                && p.EventId != null
                && p.Status.IsOneOf(
                    ParticipationStatus.Announced,
                    ParticipationStatus.Pending,
                    ParticipationStatus.Shedding,
                    ParticipationStatus.Displaced
                )
            )
            .Select(p => p.Id)
            .ToListAsync(cancellation);
        var ids = venIds.Select(v => Participation.StreamOf(current.Id, v)).Union(unsettled).ToList();
        var parts = await session.LockAsync<Participation>(ids, cancellation);

        var others = parts.Select(p => p.EventId!).Where(id => id != current.Id).Distinct().ToArray();
        var events = (await session.LoadManyAsync<DrEvent>(cancellation, others)).Append(current).ToDictionary(e => e.Id);
        var shares = events.Values.ToDictionary(e => e.Id, e => e.Decided?.Shares.ToDictionary(s => s.VenId, s => s.Kw) ?? []);
        var skips = current.Plan?.Skipped.ToDictionary(s => s.VenId, s => s.Reason) ?? [];

        var partsByVen = parts.ToLookup(p => p.VenId);
        var claims = new Dictionary<string, List<Claim>>(venIds.Length);
        foreach (var venId in venIds)
        {
            var ofVen = partsByVen[venId].ToDictionary(p => p.EventId!);
            var list = new List<Claim>(1 + ofVen.Count);
            foreach (var eventId in ofVen.Keys.Append(current.Id).Distinct())
            {
                var part = ofVen.GetValueOrDefault(eventId);
                var owner = events[eventId];
                list.Add(
                    new Claim(
                        owner,
                        part,
                        AskKw(owner, part, shares[eventId], venId),
                        eventId == current.Id ? skips.GetValueOrDefault(venId) : null
                    )
                );
            }
            claims.Add(venId, list);
        }
        return claims;
    }

    /// <summary>The claims with the event's own as an offer of so many kW.</summary>
    public static List<Claim> Offered(List<Claim> claims, DrEvent current, double kw) =>
        [.. claims.Select(c => c.Event.Id == current.Id ? c with { AskKw = kw, Skip = null } : c)];

    /// <summary>Nothing of one that opted out; else by the plan; a VEN that came to the event after the plan was made keeps what it was offered, until there is a new plan.</summary>
    private static double? AskKw(DrEvent owner, Participation? part, Dictionary<string, double> shares, string venId)
    {
        if (part is { Status: ParticipationStatus.OptedOut })
            return null;
        if (shares.TryGetValue(venId, out var kw))
            return kw;
        var wasOffered =
            part is { IsHeld: true } or { Status: ParticipationStatus.Displaced }
            || (owner.IsAhead && part is { Status: ParticipationStatus.Announced });
        return wasOffered && part!.Newest?.DispatchedAt >= owner.DecidedAt ? part.RequestedKw : null;
    }
}
