using DrEvents.Backend.Features.Vens;
using Wolverine.Marten;

namespace DrEvents.Backend.Features.Events;

public static class ScheduleEvent
{
    public static ProblemDetails Validate(CreateEventRequest? request, NewEvents events) => events.Check(request, request?.Targets);

    public static Task<NewEvent> LoadAsync(
        CreateEventRequest request,
        NewEvents events,
        IQuerySession session,
        CancellationToken cancellation
    ) => events.AskAsync(session, request, request.Targets, cancellation);

    /// <summary>Asks the fleet for a reduction: schedules an event, or starts it at once.</summary>
    [WolverinePost("/api/events")]
    public static (Created<EventView>, IStartStream) Post(CreateEventRequest request, NewEvent asked) => asked.Start();
}

public static class ScheduleEventForVen
{
    public static async Task<ProblemDetails> ValidateAsync(
        string venId,
        CreateEventRequest? request,
        NewEvents events,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var notFound = await FindVen.OrNotFoundAsync(session, venId, cancellation);
        return ReferenceEquals(notFound, Problems.None) ? events.Check(request, new EventTargets([venId])) : notFound;
    }

    public static Task<NewEvent> LoadAsync(
        string venId,
        CreateEventRequest request,
        NewEvents events,
        IQuerySession session,
        CancellationToken cancellation
    ) => events.AskAsync(session, request, new EventTargets([venId]), cancellation);

    /// <summary>Asks one VEN for a reduction: schedules an event, or starts it at once.</summary>
    [WolverinePost("/api/vens/{venId}/send-event")]
    public static (Created<EventView>, IStartStream) Post(CreateEventRequest request, NewEvent asked) => asked.Start();
}
