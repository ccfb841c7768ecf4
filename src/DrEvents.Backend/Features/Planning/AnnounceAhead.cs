using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

/// <summary>What one VEN is told of an event ahead, so that it begins though nobody reaches it then; of those that overlap, the best rank.</summary>
public static class AnnounceAhead
{
    public static object? Next(Call call, IReadOnlyList<Call> calls, DateTimeOffset now)
    {
        var before = GoesBefore(call.Event, calls);
        if (call.AskKw is not null && before is null)
            return Says(call.Participation?.Newest, call) ? null : Announce(call, now);
        return Reconcile.TakeBack(call, now, before is null ? SkipReasons.NotNeeded : SkipReasons.Serving(before.Id));
    }

    /// <summary>The event whose call on the same VEN leaves no room for this one; null when there is none.</summary>
    public static DrEvent? GoesBefore(DrEvent owner, IReadOnlyList<Call> calls) =>
        calls
            .Where(c =>
                c is { AskKw: not null, Event.IsOver: false }
                && c.Event.Rank.CompareTo(owner.Rank) < 0
                && c.Event.StartTime < owner.EndTime
                && owner.StartTime < c.Event.EndTime
            )
            .MinBy(c => c.Event.Rank)
            ?.Event;

    private static bool Says(CommandLife? newest, Call call) =>
        newest?.StartsAt == call.Event.StartTime && newest.EndsAt == call.Until && newest.RequestedReductionKw == call.AskKw;

    private static CommandDispatched Announce(Call call, DateTimeOffset now)
    {
        var reason = call.Participation is null ? "event announced" : "event announced anew";
        return Reconcile.Command(call.Event, call.Participation, CommandOps.Event, reason, now) with
        {
            RequestedReductionKw = call.AskKw,
            StartsAt = call.Event.StartTime,
            EndsAt = call.Until,
            ExpiresAt = call.Until,
        };
    }
}
