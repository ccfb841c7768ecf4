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
        Decision decision,
        string[] venIds,
        CancellationToken cancellation
    )
    {
        var current = decision.Event;
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
        var plans = (await session.LoadManyAsync<EventPlan>(cancellation, others)).ToDictionary(p => p.Id);
        var decisions = (await session.LoadManyAsync<DrEvent>(cancellation, others))
            .Select(e => Decision.Of(e, plans.GetValueOrDefault(e.Id)))
            .Append(decision)
            .ToDictionary(d => d.Event.Id);

        var partsByVen = parts.ToLookup(p => p.VenId);
        var claims = new Dictionary<string, List<Claim>>(venIds.Length);
        foreach (var venId in venIds)
        {
            var ofVen = partsByVen[venId].ToDictionary(p => p.EventId!);
            var list = new List<Claim>(1 + ofVen.Count);
            foreach (var eventId in ofVen.Keys.Append(current.Id).Distinct())
            {
                var part = ofVen.GetValueOrDefault(eventId);
                list.Add(
                    new Claim(
                        decisions[eventId].Event,
                        part,
                        AskKw(decisions[eventId], part, venId),
                        eventId == current.Id ? decision.Skips.GetValueOrDefault(venId) : null
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
    private static double? AskKw(Decision decision, Participation? part, string venId)
    {
        if (part is { Status: ParticipationStatus.OptedOut })
            return null;
        if (decision.SharesKw.TryGetValue(venId, out var kw))
            return kw;
        var owner = decision.Event;
        var wasOffered =
            part is { IsHeld: true } or { Status: ParticipationStatus.Displaced }
            || (owner.IsAhead && part is { Status: ParticipationStatus.Announced });
        return wasOffered && part!.Newest?.DispatchedAt >= owner.DecidedAt ? part.RequestedKw : null;
    }
}
