using Wolverine.Marten;

namespace DrEvents.Backend.Features.Events;

/// <summary>An event that is asked for, with an id that no other has and what is stored of it first.</summary>
public sealed record NewEvent(string Id, EventScheduled Scheduled);

/// <summary>Asking for a reduction: <c>POST /api/events</c>.</summary>
public static class ScheduleEvent
{
    public static ProblemDetails Validate(CreateEventRequest? request, TimeProvider clock) =>
        Check(request, request?.Targets, clock.GetUtcNow());

    public static Task<NewEvent> LoadAsync(
        CreateEventRequest request,
        IQuerySession session,
        IForecast forecast,
        IOptions<AnnouncementOptions> announcements,
        TimeProvider clock,
        CancellationToken cancellation
    ) => ForecastAsync(request, request.Targets, session, forecast, announcements.Value, clock.GetUtcNow(), cancellation);

    /// <summary>Asks the fleet for a reduction: schedules an event, or starts it at once.</summary>
    [WolverinePost("/api/events")]
    public static (Created<EventView>, IStartStream) Post(CreateEventRequest request, NewEvent asked) => Start(asked);

    public static ProblemDetails Check(CreateEventRequest? request, EventTargets? targets, DateTimeOffset now) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(request.StartTime is null && request.Status != EventStatus.Active, "startTime", "is missing")
                .If(request.EndTime is null, "endTime", "is missing")
                .If(request.RequestedReductionKw is null, "requestedReductionKw", "is missing")
                .If(
                    request.Status is not (null or EventStatus.Scheduled or EventStatus.Active),
                    "status",
                    "is neither scheduled nor active"
                )
                .CheckTimes(StartOf(request, now) ?? now, request.EndTime ?? DateTimeOffset.MaxValue, now)
                .CheckRequest(request.RequestedReductionKw, request.Priority, request.Allocation, targets)
                .Answer;

    public static async Task<NewEvent> ForecastAsync(
        CreateEventRequest request,
        EventTargets? targets,
        IQuerySession session,
        IForecast forecast,
        AnnouncementOptions announcements,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var startTime = StartOf(request, now)!.Value;
        var asked = new EventScheduled(
            startTime.ToUniversalTime(),
            request.EndTime!.Value.ToUniversalTime(),
            request.RequestedReductionKw!.Value,
            request.Priority ?? EventLimits.PriorityDefault,
            request.Allocation ?? AllocationMethods.Weighted,
            targets,
            ShortfallKw: 0,
            now,
            startTime <= now ? null : announcements.At(startTime, now, isKnown: false)
        );
        var id = await FreeIdAsync(session, cancellation);
        var shortfallKw = await forecast.ShortfallKwAsync(session, DrEvent.Fold(state: null, id, asked)!, cancellation);
        return new NewEvent(id, asked with { ShortfallKw = shortfallKw });
    }

    public static (Created<EventView>, IStartStream) Start(NewEvent asked)
    {
        var (id, scheduled) = asked;
        object[] stored =
            scheduled.StartTime <= scheduled.At
                ? [scheduled, new EventActivated(Plan: null, (scheduled.At - scheduled.StartTime).TotalMilliseconds, scheduled.At)]
                : [scheduled];
        var state = stored.Aggregate((DrEvent?)null, (before, e) => DrEvent.Fold(before, id, e))!;
        // Nothing is measured yet.
        var view = EventViews.Of(state, state.IsActive ? 0 : null);
        return (TypedResults.Created($"/api/events/{id}", view), MartenOps.StartStream<DrEvent>(id, stored));
    }

    /// <summary>Ids are short, so that people can say them; once in millions of events a new one is taken already.</summary>
    private static async Task<string> FreeIdAsync(IQuerySession session, CancellationToken cancellation)
    {
        var id = EventIds.New();
        return await session.LoadAsync<DrEvent>(id, cancellation) is null ? id : await FreeIdAsync(session, cancellation);
    }

    private static DateTimeOffset? StartOf(CreateEventRequest request, DateTimeOffset now) =>
        request.Status == EventStatus.Active && !(request.StartTime <= now) ? now : request.StartTime;
}
