using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

/// <summary>What one VEN has to be told, from all events that call on it. It rests on states alone, and can be done again by any node.</summary>
public static class Reconcile
{
    /// <summary>How long a restore is repeated at least; a VEN that is away longer restores by the end it was given.</summary>
    private static readonly TimeSpan RestoreShortest = TimeSpan.FromMinutes(10);

    /// <summary>Why a VEN is told to restore while its event runs, unless there is another reason.</summary>
    public const string NotNeededAnyMore = "no longer needed";

    /// <summary>An event whose commands are ready goes on with what another event gives up so shortly before its start.</summary>
    private static readonly TimeSpan AboutToStart = TimeSpan.FromSeconds(1);

    public static IEnumerable<(string Stream, object Event)> Decide(string venId, IReadOnlyList<Call> calls, DateTimeOffset now)
    {
        calls = Turns.Within(calls, now);
        var winner = calls.Where(c => c.AskKw is not null && IsRunning(c.Event, now)).MinBy(c => c.Event.Rank);
        foreach (var call in calls)
        {
            var next =
                call.Event.IsPrepared ? MakeReady.Next(call, calls, now)
                : call.Event.IsAhead ? AnnounceAhead.Next(call, calls, now)
                : Next(call, winner, now);
            if (next is not null)
                yield return (Participation.StreamOf(call.Event.Id, venId), ReturnTimes.On(next, call.Event, venId, now));
        }
    }

    private static object? Next(Call call, Call? winner, DateTimeOffset now)
    {
        if (ReferenceEquals(call, winner))
            return NeedsShed(call) ? Shed(call, now) : null;
        if (IsRunning(call.Event, now) && call.AskKw is not null)
            return Outranked(call.Event, call.Participation, winner!.Event, now);
        return call.Participation switch
        {
            null when IsRunning(call.Event, now) && call.Skip is { } reason => new ParticipationSkipped(reason, now),
            { IsHeld: true, Newest.SendAt: not null } ready when call.Event.ActivatedAt is null => Withdraw(call.Event, ready, now),
            { IsHeld: true } when winner is not null => new ParticipationEnded("goes on in " + winner.Event.Id, now),
            // Its people took it back in after this was planned.
            { IsHeld: true } when IsRunning(call.Event, now) && call.Skip == SkipReasons.OptedOut => null,
            { IsHeld: true } held => Restore(call.Event, held, now, call.Skip == SkipReasons.MinutesUp ? Turns.MinutesUp : null),
            { Status: ParticipationStatus.Announced, Newest.EndsAt: { } end } when now >= end => new ParticipationEnded(
                "time over: began by itself, was not told to",
                now
            ),
            { Status: ParticipationStatus.Announced } announced => Restore(
                call.Event,
                announced,
                now,
                call.Event.IsOver ? null : call.Skip ?? SkipReasons.NotNeeded
            ),
            // The event ends before its time: the VEN must not offer its people a way back into it.
            { Status: ParticipationStatus.OptedOut, Newest: { Op: not CommandOps.Restore, EndsAt: { } end } } out_
                when call.Event.IsOver && now < end => Restore(call.Event, out_, now),
            { Status: ParticipationStatus.Displaced } => new ParticipationEnded("displaced to its end", now),
            _ => null,
        };
    }

    private static object? Outranked(DrEvent owner, Participation? participation, DrEvent winner, DateTimeOffset now) =>
        participation switch
        {
            null => new ParticipationSkipped(SkipReasons.Serving(winner.Id), now),
            { IsHeld: true } => new ParticipationDisplaced(winner.Id, now),
            { Status: ParticipationStatus.Announced } announced => Restore(owner, announced, now, SkipReasons.Serving(winner.Id)),
            _ => null,
        };

    /// <summary>A VEN that was told just this, whatever it answered, is not told again.</summary>
    public static bool NeedsShed(Call call) =>
        call.Participation is not { } participation
        || !(participation.IsHeld || participation.Status == ParticipationStatus.Refused)
        || participation.Newest is not { Op: not CommandOps.Event } newest
        || newest.RequestedReductionKw != call.AskKw
        || newest.EndsAt != call.Until
        // It was made ready for a start that was moved, and would be sent then.
        || (newest.SendAt is { } sendAt && sendAt != call.Event.StartTime);

    public static CommandDispatched Shed(Call call, DateTimeOffset now) =>
        Command(call.Event, call.Participation, CommandOps.ShedPanel, ShedReason(call), now) with
        {
            RequestedReductionKw = call.AskKw,
            EndsAt = call.Until,
            // One that hears no more of it, or whose clock or network is late, goes by this.
            ExpiresAt = call.Until,
            SendAt = call.Event.IsAhead ? call.Event.StartTime : null,
            MaxKw = call.Limits?.MaxKw,
        };

    /// <summary>The next command of an event to a VEN, good until the event's end.</summary>
    internal static CommandDispatched Command(DrEvent owner, Participation? participation, string op, string reason, DateTimeOffset now)
    {
        var revision = (participation?.Revision ?? 0) + 1;
        var id = CorrelationIds.New(owner.Id, revision);
        return new CommandDispatched(id, op, revision, RequestedReductionKw: null, owner.EndTime, owner.EndTime, reason, Order: null, now);
    }

    private static string ShedReason(Call call) =>
        call.Participation?.Status switch
        {
            null or ParticipationStatus.Announced => call.IsAdjusted ? "called from the reserve" : "event started",
            ParticipationStatus.Displaced => "resumed, displaced before " + call.Participation.Reason,
            ParticipationStatus.Skipped => "offered, skipped before: " + call.Participation.Reason,
            _ => call.IsAdjusted ? "share adjusted" : "event changed",
        };

    /// <summary>An event that has not begun wants nothing of a VEN any more: it may be announced to it, or made ready for it.</summary>
    public static object? TakeBack(Call call, DateTimeOffset now, string reason) =>
        call.Participation switch
        {
            { IsHeld: true } ready => Withdraw(call.Event, ready, now, reason),
            { Status: ParticipationStatus.Announced } announced => Restore(call.Event, announced, now, reason),
            _ => null,
        };

    /// <summary>A command that was made ready and will not be sent. A VEN that knows of the event by an announcement is told.</summary>
    public static object Withdraw(DrEvent owner, Participation ready, DateTimeOffset now, string? reason = null) =>
        ready.WasAnnounced
            ? Restore(owner, ready, now, reason)
            : new ParticipationEnded("not needed before it was told: " + (reason ?? owner.Reason ?? "event " + owner.Status), now);

    /// <summary>Takes back what a VEN was told; until it is over anyway, and a while longer.</summary>
    public static CommandDispatched Restore(DrEvent owner, Participation participation, DateTimeOffset now, string? reason = null)
    {
        var shortest = now + RestoreShortest;
        reason ??= owner.IsOver ? owner.Reason ?? "event " + owner.Status : NotNeededAnyMore;
        return Command(owner, participation, CommandOps.Restore, reason, now) with
        {
            EndsAt = null,
            ExpiresAt = participation.Newest?.EndsAt is { } end && end > shortest ? end : shortest,
        };
    }

    private static bool IsRunning(DrEvent owner, DateTimeOffset now) =>
        (owner.IsActive || (owner.IsPrepared && owner.StartTime <= now + AboutToStart)) && now < owner.EndTime;
}
