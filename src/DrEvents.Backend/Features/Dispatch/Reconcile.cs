using DrEvents.Backend.Features.Events;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>An event that has, or had, something to do with a VEN.</summary>
/// <param name="Event">The DR event.</param>
/// <param name="Part">The VEN's part so far; null when it has none.</param>
/// <param name="AskKw">What the event wants of the VEN now, kW; null when nothing.</param>
/// <param name="Skip">Why the event wants nothing of it, where the plan says so.</param>
public sealed record Claim(DrEvent Event, Participation? Part, double? AskKw, string? Skip);

/// <summary>
/// Decides what one VEN has to be told, from all events that claim it. A VEN serves one event at a time: of those that are active and
/// want it, the one with the best rank. The decision rests on states alone, so it can be made again at any time, by any node, after any
/// crash: what was told already is not told twice.
/// </summary>
public static class Reconcile
{
    /// <summary>How long a restore is repeated at least; a VEN that is away longer restores by the end it was given.</summary>
    private static readonly TimeSpan RestoreShortest = TimeSpan.FromMinutes(10);

    /// <summary>The events to store, by stream.</summary>
    public static IEnumerable<(string Stream, object Event)> Decide(string venId, IReadOnlyList<Claim> claims, DateTimeOffset now)
    {
        var winner = claims.Where(c => c.AskKw is not null && IsRunning(c.Event, now)).MinBy(c => c.Event.Rank);
        foreach (var claim in claims)
        {
            var next = claim.Event.IsAhead ? Announcements.Next(claim, claims, now) : Next(claim, winner, now);
            if (next is not null)
                yield return (Participation.StreamOf(claim.Event.Id, venId), next);
        }
    }

    private static object? Next(Claim claim, Claim? winner, DateTimeOffset now)
    {
        if (ReferenceEquals(claim, winner))
            return NeedsCommand(claim) ? Shed(claim, now) : null;
        if (IsRunning(claim.Event, now) && claim.AskKw is not null)
            return Outranked(claim.Event, claim.Part, winner!.Event, now);
        return claim.Part switch
        {
            null when IsRunning(claim.Event, now) && claim.Skip is { } reason => new ParticipationSkipped(reason, now),
            { IsHeld: true } when winner is not null => new ParticipationEnded("goes on in " + winner.Event.Id, now),
            { IsHeld: true } part => Restore(claim.Event, part, now),
            { Status: ParticipationStatus.Announced, Newest.EndsAt: { } end } when now >= end => new ParticipationEnded(
                "time over: began by itself, was not told to",
                now
            ),
            { Status: ParticipationStatus.Announced } part => Restore(
                claim.Event,
                part,
                now,
                claim.Event.IsOver ? null : claim.Skip ?? SkipReasons.NotNeeded
            ),
            // The event ends before its time: the VEN must not offer its people a way back into it.
            { Status: ParticipationStatus.OptedOut, Newest: { Op: not CommandOps.Restore, EndsAt: { } end } } part
                when claim.Event.IsOver && now < end => Restore(claim.Event, part, now),
            { Status: ParticipationStatus.Displaced } => new ParticipationEnded("displaced to its end", now),
            _ => null,
        };
    }

    private static object? Outranked(DrEvent owner, Participation? part, DrEvent winner, DateTimeOffset now) =>
        part switch
        {
            null => new ParticipationSkipped(SkipReasons.Serving(winner.Id), now),
            { IsHeld: true } => new ParticipationDisplaced(winner.Id, now),
            { Status: ParticipationStatus.Announced } => Restore(owner, part, now, SkipReasons.Serving(winner.Id)),
            _ => null,
        };

    /// <summary>A VEN that was told just this, whatever it answered, is not told again.</summary>
    private static bool NeedsCommand(Claim claim) =>
        claim.Part is not { } part
        || !(part.IsHeld || part.Status == ParticipationStatus.Refused)
        || part.Newest is not { Op: not CommandOps.Event } newest
        || newest.RequestedReductionKw != claim.AskKw
        || newest.EndsAt != claim.Event.EndTime;

    private static CommandDispatched Shed(Claim claim, DateTimeOffset now)
    {
        var revision = (claim.Part?.Revision ?? 0) + 1;
        return new CommandDispatched(
            CorrelationIds.New(claim.Event.Id, revision),
            CommandOps.ShedPanel,
            revision,
            claim.AskKw,
            claim.Event.EndTime,
            claim.Event.EndTime,
            ShedReason(claim.Part),
            Order: null,
            now
        );
    }

    private static string ShedReason(Participation? part) =>
        part?.Status switch
        {
            null or ParticipationStatus.Announced => "event started",
            ParticipationStatus.Displaced => "resumed, displaced before " + part.Reason,
            ParticipationStatus.Skipped => "offered, skipped before: " + part.Reason,
            _ => "event changed",
        };

    /// <summary>Takes back what a VEN was told; until it is over anyway, and a while longer.</summary>
    public static CommandDispatched Restore(DrEvent owner, Participation part, DateTimeOffset now, string? reason = null)
    {
        var revision = part.Revision + 1;
        var shortest = now + RestoreShortest;
        return new CommandDispatched(
            CorrelationIds.New(owner.Id, revision),
            CommandOps.Restore,
            revision,
            RequestedReductionKw: null,
            EndsAt: null,
            ExpiresAt: part.Newest?.EndsAt is { } end && end > shortest ? end : shortest,
            reason ?? (owner.IsOver ? owner.Reason ?? "event " + owner.Status : "no longer needed"),
            Order: null,
            now
        );
    }

    private static bool IsRunning(DrEvent owner, DateTimeOffset now) => owner.IsActive && now < owner.EndTime;
}
