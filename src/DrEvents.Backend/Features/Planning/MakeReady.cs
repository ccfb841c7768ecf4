using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

/// <summary>Which commands are made ready for one VEN; one that another event holds across the start is decided on then.</summary>
public static class MakeReady
{
    public static object? Next(Call call, IReadOnlyList<Call> calls, DateTimeOffset now)
    {
        var before = AnnounceAhead.GoesBefore(call.Event, calls);
        if (call.AskKw is null || before is not null)
        {
            var reason = before is null ? call.Skip : SkipReasons.Serving(before.Id);
            return call.Participation is null && reason is not null
                ? new ParticipationSkipped(reason, now)
                : Reconcile.TakeBack(call, now, reason ?? SkipReasons.NotNeeded);
        }
        var isHeldAcross = calls.Any(c =>
            c.Event.Id != call.Event.Id && c.Event.IsActive && c.Participation is { IsHeld: true } && c.Event.EndTime > call.Event.StartTime
        );
        var isReady = !Reconcile.NeedsShed(call) && call.Participation!.Newest!.SendAt == call.Event.StartTime;
        return isHeldAcross || isReady ? null : Reconcile.Shed(call, now);
    }
}
