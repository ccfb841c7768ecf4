namespace DrEvents.Backend.Features.Events;

/// <summary>Take the event as far as the clock allows. Comes too early, too late or twice without harm: it looks at the state.</summary>
public sealed record EventDue(string EventId);

public sealed record AnnounceEvent(string EventId);

public sealed record PlanEvent(string EventId);

public sealed record TellEvent(string EventId);

public static class EventDueHandler
{
    public static (EventsToAppend, OutgoingMessages) Handle(
        EventDue due,
        [Locked(nameof(EventDue.EventId))] DrEvent state,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        return EventSteps.Next(state, now) switch
        {
            EventStep.Activate => ([new EventActivated(Plan: null, Math.Max(0, (now - state.StartTime).TotalMilliseconds), now)], []),
            EventStep.Miss => ([new EventMissed("missed: no backend ran between start and end", now)], []),
            EventStep.Complete => ([new EventCompleted(now)], []),
            EventStep.Announce => ([], [new AnnounceEvent(due.EventId)]),
            EventStep.Prepare => ([], [new PlanEvent(due.EventId)]),
            EventStep.PlanAgain => ([new EventSwept(now)], [new PlanEvent(due.EventId)]),
            EventStep.TellAgain => ([new EventSwept(now)], [new TellEvent(due.EventId)]),
            _ => ([], []),
        };
    }
}
