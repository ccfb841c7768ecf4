using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Planning;

/// <summary>A VEN that an event is meant for. Powers in kW.</summary>
/// <param name="Skip">Why it cannot be asked, or null when it can.</param>
/// <param name="AvailableKw">What it can shed now; null when it never said.</param>
/// <param name="TakesAnnouncements">Whether it may be told of the event ahead of its start.</param>
/// <param name="UsedKw">What it uses now, or would use if nothing held it.</param>
/// <param name="IsFixed">Whether it knows no restore, so that what it is asked cannot be changed.</param>
/// <param name="DeliveredShare">What part of what it promises it delivered in past events; 1 without any.</param>
/// <param name="EndsAt">When its minutes are up; null when it can take part to the event's end.</param>
/// <param name="HasBegun">Whether its minutes run.</param>
/// <param name="CappedKw">What its own limit in kW takes away of what it could shed.</param>
public sealed record Candidate(
    string VenId,
    string? Skip,
    double? AvailableKw,
    bool TakesAnnouncements = false,
    double UsedKw = 0,
    bool IsFixed = false,
    double DeliveredShare = 1,
    DateTimeOffset? EndsAt = null,
    bool HasBegun = false,
    double CappedKw = 0
);

/// <summary>Asks the room that keeps records: what part of what they promise VENs delivered in past events, by their ids; those without any are not in it.</summary>
public delegate Task<Dictionary<string, double>> DeliveredShares(IQuerySession session, CancellationToken cancellation);

/// <summary>Reads whom an event may ask, and for how much: a few columns a VEN, since it is read of the whole fleet.</summary>
public static class Candidates
{
    private sealed record VenRow(
        string VenId,
        bool Enabled,
        bool Online,
        bool Removed,
        bool TakesAnnouncements,
        bool KnowsNoRestore,
        bool IsExempt,
        DateTimeOffset? ExemptUntil,
        double? MaxKw,
        double? MaxMinutesPerEvent,
        int? MaxEventsPerDay,
        int? MaxEventsPerSeason,
        double? MinRestMinutes
    )
    {
        public bool IsExemptAt(DateTimeOffset at) => IsExempt && !(ExemptUntil <= at);

        public HomeLimits Limits => new(MaxKw, MaxMinutesPerEvent, MaxEventsPerDay, MaxEventsPerSeason, MinRestMinutes);

        public VenRow With(HomeLimits? tighter)
        {
            var (kw, minutes, perDay, perSeason, rest) = Limits.With(tighter);
            return this with
            {
                MaxKw = kw,
                MaxMinutesPerEvent = minutes,
                MaxEventsPerDay = perDay,
                MaxEventsPerSeason = perSeason,
                MinRestMinutes = rest,
            };
        }
    }

    private sealed record LiveRow(string Id, double? AvailableKw, double? ShedPowerKw, double UsedPowerKw);

    private sealed record ParticipationRow(
        string VenId,
        string EventId,
        string Status,
        double? AcceptedKw,
        DateTimeOffset? BeganAt,
        DateTimeOffset? ShedUntil
    );

    /// <summary>The same with what is known of what they deliver.</summary>
    public static async Task<List<Candidate>> ReadAsync(
        IQuerySession session,
        DrEvent asked,
        DateTimeOffset now,
        DeliveredShares sharesOf,
        CancellationToken cancellation
    )
    {
        var shares = await sharesOf(session, cancellation);
        return (await ReadAsync(session, asked, now, cancellation)).ConvertAll(c =>
            shares.TryGetValue(c.VenId, out var share) ? c with { DeliveredShare = share } : c
        );
    }

    /// <summary>One that another event holds gives up what it sheds there, if this event goes before that one; else it stays where it is.</summary>
    public static async Task<List<Candidate>> ReadAsync(
        IQuerySession session,
        DrEvent asked,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var at = now > asked.StartTime ? now : asked.StartTime;
        var members = await Members.ReadAsync(session, asked.Targets?.Programme, cancellation);
        var vens = await VensAsync(session, asked.Targets, members, cancellation);
        if (members.Limits is { } limits)
            vens = vens.ConvertAll(v => v.With(limits));
        var powers = asked.Targets is null or { VenIds: null, Groups: null }
            ? await session.ColumnsAsync<VenLive, LiveRow>(cancellation)
            : await session.ColumnsAsync<VenLive, LiveRow, string>(nameof(VenLive.Id), [.. vens.Select(v => v.VenId)], cancellation);
        var live = powers.ToDictionary(r => r.Id);
        var running = await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation);
        var active = running.ToDictionary(e => e.Id);
        var held = (await session.PartsAsync<ParticipationRow>([.. active.Keys], cancellation))
            .Where(p => p.Status is ParticipationStatus.Pending or ParticipationStatus.Shedding)
            .ToLookup(p => p.VenId);
        var own = (await session.PartsAsync<ParticipationRow>([asked.Id], cancellation)).ToDictionary(p => p.VenId);

        var outOfLimits = await PastEvents.ReadAsync(session, asked.Id, vens.Select(v => (v.VenId, v.Limits)), at, cancellation);

        var heldOut = await HeldOutAsync(session, asked, vens, cancellation);

        var candidates = vens.ConvertAll(ven =>
        {
            var holder = held[ven.VenId].FirstOrDefault(p => active[p.EventId].EndTime > asked.StartTime && !(p.ShedUntil <= at));
            var outranking = holder is not null && active[holder.EventId].Rank.CompareTo(asked.Rank) < 0 ? holder.EventId : null;
            var participation = own.GetValueOrDefault(ven.VenId);
            var isAnnounced = participation?.Status == ParticipationStatus.Announced;
            // One that accepted what was announced begins by itself, whether it is heard then or not.
            var isThere = ven.Online || (isAnnounced && participation!.AcceptedKw is not null);
            var endsAt = Turns.EndOf(asked, participation?.BeganAt, ven.MaxMinutesPerEvent, now);
            var skip =
                !ven.Enabled ? SkipReasons.Disabled
                : ven.IsExemptAt(at) ? SkipReasons.Exempt
                : members.Skip(ven.VenId) is { } stranger ? stranger
                : participation is null or { Status: ParticipationStatus.Skipped } && heldOut.Contains(ven.VenId) ? SkipReasons.HeldOut
                : participation?.Status == ParticipationStatus.OptedOut ? SkipReasons.OptedOut
                : endsAt <= now && endsAt < asked.EndTime ? SkipReasons.MinutesUp
                : participation?.BeganAt is null && outOfLimits.TryGetValue(ven.VenId, out var reason) ? reason
                : !isThere ? SkipReasons.Offline
                : outranking is not null ? SkipReasons.Serving(outranking)
                : null;
            var (_, availableKw, shedKw, usedKw) = live.GetValueOrDefault(ven.VenId) ?? new LiveRow(ven.VenId, null, null, 0);
            // It may have begun what was announced before it was told to.
            var givenUpKw = holder is null && !isAnnounced ? 0 : Math.Max(0, shedKw ?? holder?.AcceptedKw ?? 0);
            var canKw = availableKw + givenUpKw;
            var mayKw = canKw > ven.MaxKw ? ven.MaxKw : canKw;
            var turnEndsAt = endsAt < asked.EndTime ? endsAt : (DateTimeOffset?)null;
            return new Candidate(
                ven.VenId,
                skip,
                mayKw,
                ven.TakesAnnouncements,
                usedKw + Math.Max(0, shedKw ?? 0),
                ven.KnowsNoRestore,
                EndsAt: turnEndsAt,
                HasBegun: participation?.BeganAt <= now,
                CappedKw: canKw - mayKw ?? 0
            );
        });
        var unknown = (asked.Targets?.VenIds ?? []).Except(vens.Select(v => v.VenId));
        return [.. candidates, .. unknown.Select(id => new Candidate(id, SkipReasons.Unknown, null))];
    }

    /// <summary>
    /// Those that were drawn before: who is held out stays so. Others are drawn with a plan, and none once all are told of it: VENs that come then are called.
    /// </summary>
    private static async Task<HashSet<string>> HeldOutAsync(
        IQuerySession session,
        DrEvent asked,
        List<VenRow> vens,
        CancellationToken cancellation
    )
    {
        if (asked.HoldOutPercent <= 0)
            return [];
        var before = await session
            .Query<Participation>()
            .Where(p => p.EventId == asked.Id && p.Status == ParticipationStatus.Skipped && p.Reason == SkipReasons.HeldOut)
            .Select(p => p.VenId)
            .ToListAsync(cancellation);
        if (asked is { PlannedAt: not null, HasToTell: false })
            return [.. before];
        return [.. before, .. HoldOut.Of(asked.Id, asked.HoldOutPercent, [.. vens.Where(v => v.Enabled).Select(v => v.VenId)])];
    }

    /// <summary>The VENs that targets name, by their ids; those that are enabled, where a group or nothing names them.</summary>
    private static async Task<List<VenRow>> VensAsync(
        IQuerySession session,
        EventTargets? targets,
        Members members,
        CancellationToken cancellation
    )
    {
        if (targets is null or { VenIds: null or [], Groups: null or [] })
        {
            var all = await session.ColumnsAsync<Ven, VenRow, bool>(nameof(Ven.Removed), [false], cancellation);
            // Of a programme only its VENs are meant, unless others are named.
            return all.FindAll(v => v.Enabled && (targets is null || members.Skip(v.VenId) is null));
        }
        var (named, groups) = ((targets.VenIds ?? []).ToHashSet(), (targets.Groups ?? []).ToArray());
        var grouped =
            groups.Length == 0
                ? []
                : await session
                    .Query<Ven>()
                    .Where(v => v.Groups.Any(g => g.IsOneOf(groups)))
                    .Select(v => v.VenId)
                    .ToListAsync(cancellation);
        var vens = await session.ColumnsAsync<Ven, VenRow, string>(nameof(Ven.VenId), [.. named.Union(grouped)], cancellation);
        // Of a group only those are meant that take part, as of the whole fleet.
        return vens.FindAll(v =>
            !v.Removed && (named.Contains(v.VenId) || (v.Enabled && (targets.Programme is null || members.Skip(v.VenId) is null)))
        );
    }
}
