using DrEvents.Backend.Features.Vens;
using Wolverine.Marten;

namespace DrEvents.Backend.Features.Events;

public static class ScheduleEvent
{
    public static ProblemDetails Validate(CreateEventRequest? request, NewEvents events) => events.Check(request, request?.Targets);

    /// <summary>Asks the fleet for a reduction: schedules an event, or starts it at once.</summary>
    [WolverinePost("/api/events")]
    public static Task<(Created<EventView>, IStartStream)> Post(
        CreateEventRequest request,
        NewEvents events,
        IQuerySession session,
        CancellationToken cancellation
    ) => events.AskAsync(session, request, request.Targets, cancellation);
}

[Middleware(typeof(KnownVen))]
public static class ScheduleEventForVen
{
    public static ProblemDetails Validate(string venId, CreateEventRequest? request, NewEvents events) =>
        events.Check(request, new EventTargets([venId]));

    /// <summary>Asks one VEN for a reduction: schedules an event, or starts it at once.</summary>
    [WolverinePost("/api/vens/{venId}/send-event")]
    public static Task<(Created<EventView>, IStartStream)> Post(
        string venId,
        CreateEventRequest request,
        NewEvents events,
        IQuerySession session,
        CancellationToken cancellation
    ) => events.AskAsync(session, request, new EventTargets([venId]), cancellation);
}
