using DrEvents.Backend.Features.Events;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// Decides what one VEN is told of an event ahead of its start, so that it begins on its own clock though nobody reaches it then. A VEN
/// is never announced two events at one time: of those that overlap, the one with the best rank has it.
/// </summary>
public static class Announcements
{
    /// <summary>What to store for an event that lies ahead; null when the VEN knows all it has to.</summary>
    public static object? Next(Claim claim, IReadOnlyList<Claim> claims, DateTimeOffset now)
    {
        var before = claims.Where(c => GoesBefore(c, claim.Event)).MinBy(c => c.Event.Rank)?.Event;
        if (claim.AskKw is not null && before is null)
            return Says(claim.Part?.Newest, claim) ? null : Announce(claim, now);
        return claim.Part is { Status: ParticipationStatus.Announced } part
            ? Reconcile.Restore(claim.Event, part, now, before is null ? SkipReasons.NotNeeded : SkipReasons.Serving(before.Id))
            : null;
    }

    /// <summary>Whether a claim of another event leaves no room for this one.</summary>
    private static bool GoesBefore(Claim other, DrEvent owner) =>
        other is { AskKw: not null, Event.IsOver: false }
        && other.Event.Rank.CompareTo(owner.Rank) < 0
        && other.Event.StartTime < owner.EndTime
        && owner.StartTime < other.Event.EndTime;

    /// <summary>Whether the newest command says just this, whatever the VEN answered.</summary>
    private static bool Says(CommandLife? newest, Claim claim) =>
        newest?.StartsAt == claim.Event.StartTime && newest.EndsAt == claim.Event.EndTime && newest.RequestedReductionKw == claim.AskKw;

    private static CommandDispatched Announce(Claim claim, DateTimeOffset now)
    {
        var revision = (claim.Part?.Revision ?? 0) + 1;
        return new CommandDispatched(
            CorrelationIds.New(claim.Event.Id, revision),
            CommandOps.Event,
            revision,
            claim.AskKw,
            claim.Event.EndTime,
            claim.Event.EndTime,
            claim.Part is null ? "event announced" : "event announced anew",
            Order: null,
            now,
            claim.Event.StartTime
        );
    }
}
