namespace DrEvents.Backend.Features.Events;

public static class ChangeEvent
{
    public static ProblemDetails Validate(string id, ChangeEventRequest? request, DrEvent? state, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return state switch
        {
            null when request is not null => Problems.NotFound("event", id),
            { IsOver: true } => Problems.Conflict($"Event {id} is {state.Status} and cannot change any more"),
            { IsActive: true } when request?.StartTime is { } start && start != state.StartTime => Problems.Conflict(
                $"Event {id} has started; its startTime cannot change any more"
            ),
            _ when request is null => FieldErrors.NoBody,
            _ => new FieldErrors()
                .CheckTimes(request.StartTime ?? state!.StartTime, request.EndTime ?? state!.EndTime, now)
                .CheckRequest(request)
                .Answer,
        };
    }

    /// <summary>Changes what the request names, before or during the event.</summary>
    /// <remarks>A running event gets a new plan.</remarks>
    [WolverinePatch("/api/events/{id}")]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<(Ok<EventView>, EventModified)> Patch(
        ChangeEventRequest request,
        [Locked("id")] DrEvent? state,
        IQuerySession session,
        ShortfallKw shortfallKw,
        ActualReductionKw actualReductionKw,
        IOptions<AnnouncementOptions> announcements,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var asked = Changed(state!, request, now);
        var changed = asked with
        {
            ShortfallKw = await shortfallKw(session, DrEvent.Fold(state, state!.Id, asked)!, cancellation),
            AnnounceAt = state.IsAhead ? announcements.Value.At(asked.StartTime, now, isKnown: state.IsAnnounced) : null,
        };
        var after = DrEvent.Fold(state, state.Id, changed)!;
        return (TypedResults.Ok(EventViews.Of(after, await actualReductionKw(session, after, now, cancellation))), changed);
    }

    private static EventModified Changed(DrEvent state, ChangeEventRequest request, DateTimeOffset now) =>
        new(
            (request.StartTime ?? state.StartTime).ToUniversalTime(),
            (request.EndTime ?? state.EndTime).ToUniversalTime(),
            request.RequestedReductionKw ?? state.RequestedReductionKw,
            request.Priority ?? state.Priority,
            request.Allocation ?? state.Allocation,
            request.Targets ?? state.Targets,
            ShortfallKw: 0,
            Plan: null,
            now,
            Control: request.Control
        );
}
