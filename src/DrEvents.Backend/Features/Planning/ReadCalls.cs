using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Planning;

/// <summary>An event's call on a VEN.</summary>
/// <param name="AskKw">What the event wants of the VEN now, kW; null when nothing.</param>
/// <param name="Skip">Why the event wants nothing of it, where the plan says so.</param>
/// <param name="IsAdjusted">Whether it is the control loop that wants it.</param>
/// <param name="Limits">How much, and for how long, the VEN may be asked; null for what its state does not limit.</param>
/// <param name="EndsAt">When its part ends by these; see <see cref="Turns.Within(IReadOnlyList{Call}, DateTimeOffset)"/>.</param>
public sealed record Call(
    DrEvent Event,
    Participation? Participation,
    double? AskKw,
    string? Skip,
    HomeLimits? Limits = null,
    DateTimeOffset? EndsAt = null,
    bool IsAdjusted = false
)
{
    public DateTimeOffset Until => EndsAt ?? Event.EndTime;
}

public static class ReadCalls
{
    private sealed record VenRow(
        string VenId,
        double? MaxKw,
        double? MaxMinutesPerEvent,
        bool IsExempt,
        DateTimeOffset? ExemptUntil,
        bool Removed
    )
    {
        public HomeLimits? Limits => this is { MaxKw: null, MaxMinutesPerEvent: null } ? null : new HomeLimits(MaxKw, MaxMinutesPerEvent);

        /// <summary>Why nothing may be asked of it, whatever was planned before; null when it may.</summary>
        public string? SkipAt(DateTimeOffset now) =>
            Removed ? SkipReasons.Unknown
            : IsExempt && !(ExemptUntil <= now) ? SkipReasons.Exempt
            : null;
    }

    /// <summary>Whoever decides on a VEN locks it first, so that two events never do at once; its participations too, since answers come in.</summary>
    public static async Task<Dictionary<string, List<Call>>> LockAsync(
        IDocumentSession session,
        DrEvent current,
        IReadOnlyList<VenOrder> orders,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var venIds = orders.Select(o => o.VenId).ToArray();
        await session.LockStreamsAsync([.. venIds.Select(Ven.StreamOf)], cancellation);
        var vens = await VensAsync(session, venIds, cancellation);
        var participations = await session.LockAsync<Participation>(
            await StreamsAsync(session, current, venIds, cancellation),
            cancellation
        );
        return await OfAsync(session, current, orders, vens, participations, now, cancellation);
    }

    /// <summary>The same as they are now, for those who only want to know: nothing is held, so it may be otherwise when it is decided.</summary>
    public static async Task<Dictionary<string, List<Call>>> ReadAsync(
        IQuerySession session,
        DrEvent current,
        IReadOnlyList<VenOrder> orders,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var venIds = orders.Select(o => o.VenId).ToArray();
        var vens = await VensAsync(session, venIds, cancellation);
        var streams = await StreamsAsync(session, current, venIds, cancellation);
        var participations = await session.LoadManyAsync<Participation>(cancellation, streams);
        return await OfAsync(session, current, orders, vens, participations, now, cancellation);
    }

    private static async Task<Dictionary<string, VenRow>> VensAsync(
        IQuerySession session,
        string[] venIds,
        CancellationToken cancellation
    ) => (await session.ColumnsAsync<Ven, VenRow, string>(nameof(Ven.VenId), venIds, cancellation)).ToDictionary(r => r.VenId);

    private static async Task<string[]> StreamsAsync(
        IQuerySession session,
        DrEvent current,
        string[] venIds,
        CancellationToken cancellation
    ) => [.. venIds.Select(v => Participation.StreamOf(current.Id, v)).Union(await session.UnsettledAsync(venIds, cancellation))];

    private static async Task<Dictionary<string, List<Call>>> OfAsync(
        IQuerySession session,
        DrEvent current,
        IReadOnlyList<VenOrder> orders,
        IReadOnlyDictionary<string, VenRow> vens,
        IReadOnlyList<Participation> participations,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var others = participations.Select(p => p.EventId!).Where(id => id != current.Id).Distinct().ToArray();
        var planned = await PlannedEvent.ReadAsync(session, others, cancellation);
        var byVen = participations.ToLookup(p => p.VenId);
        var ofProgrammes = await session.LimitsOfProgrammesAsync([current, .. planned.Values.Select(p => p.Event)], cancellation);
        return orders.ToDictionary(o => o.VenId, CallsOn);

        List<Call> CallsOn(VenOrder order)
        {
            // The plan may be older than what keeps the VEN from being called.
            var skip = vens.GetValueOrDefault(order.VenId)?.SkipAt(now);
            var own = byVen[order.VenId].FirstOrDefault(p => p.EventId == current.Id);
            var calls =
                from participation in byVen[order.VenId]
                where participation.EventId != current.Id && planned.ContainsKey(participation.EventId!)
                let other = planned[participation.EventId!]
                let askKw = skip is null ? AskKw(other.Event, participation, other.OrderFor(order.VenId).Kw) : null
                select new Call(other.Event, participation, askKw, skip, May(order.VenId, other.Event));
            // One that refused, left, or was let go meanwhile, is none whose share is adjusted.
            var canAdjust = order.IsAdjusted && own is null or { IsHeld: true } or { Status: ParticipationStatus.Skipped };
            var askKwNow =
                skip is not null ? null
                : order.IsAdjusted && canAdjust ? order.Kw
                : AskKw(current, own, order.Kw);
            return
            [
                new Call(current, own, askKwNow, skip ?? order.Skip, May(order.VenId, current), IsAdjusted: order.IsAdjusted),
                .. calls,
            ];
        }

        HomeLimits? May(string venId, DrEvent owner)
        {
            var ofVen = vens.GetValueOrDefault(venId)?.Limits;
            var ofProgramme = owner.Targets?.Programme is { } programme ? ofProgrammes.GetValueOrDefault(programme) : null;
            return ofProgramme is null ? ofVen : ofProgramme.With(ofVen);
        }
    }

    /// <summary>Nothing of one that opted out. A VEN that came after the plan was made keeps what it was offered until there is a new one.</summary>
    private static double? AskKw(DrEvent owner, Participation? participation, double? plannedKw)
    {
        if (participation is { Status: ParticipationStatus.OptedOut })
            return null;
        var wasOffered =
            participation is { IsHeld: true } or { Status: ParticipationStatus.Displaced }
            || (owner.IsAhead && participation is { Status: ParticipationStatus.Announced });
        // Since the plan its share may have been adjusted.
        return wasOffered && participation!.Newest?.DispatchedAt >= (owner.PlannedAt ?? owner.AnnouncedAt)
            ? participation.RequestedKw
            : plannedKw;
    }
}
