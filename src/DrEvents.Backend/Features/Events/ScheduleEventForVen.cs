using DrEvents.Backend.Features.Vens;
using Wolverine.Marten;

namespace DrEvents.Backend.Features.Events;

/// <summary>Asking one VEN for a reduction: <c>POST /api/vens/{venId}/send-event</c>.</summary>
public static class ScheduleEventForVen
{
    public static async Task<ProblemDetails> ValidateAsync(
        string venId,
        CreateEventRequest? request,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var notFound = await FindVen.OrNotFoundAsync(session, venId, cancellation);
        return ReferenceEquals(notFound, Problems.None)
            ? ScheduleEvent.Check(request, new EventTargets([venId]), clock.GetUtcNow())
            : notFound;
    }

    public static Task<NewEvent> LoadAsync(
        string venId,
        CreateEventRequest request,
        IQuerySession session,
        IForecast forecast,
        IOptions<AnnouncementOptions> announcements,
        TimeProvider clock,
        CancellationToken cancellation
    ) =>
        ScheduleEvent.ForecastAsync(
            request,
            new EventTargets([venId]),
            session,
            forecast,
            announcements.Value,
            clock.GetUtcNow(),
            cancellation
        );

    /// <summary>Asks one VEN for a reduction: schedules an event, or starts it at once.</summary>
    [WolverinePost("/api/vens/{venId}/send-event")]
    public static (Created<EventView>, IStartStream) Post(CreateEventRequest request, NewEvent asked) => ScheduleEvent.Start(asked);
}
