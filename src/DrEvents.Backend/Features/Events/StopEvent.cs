namespace DrEvents.Backend.Features.Events;

public static class StopEvent
{
    public static ProblemDetails Validate(string id, [FromBody] StopEventRequest? request, DrEvent? state)
    {
        var errors = new FieldErrors().Text(request?.Reason, "reason", EventLimits.ReasonMax);
        return !errors.None ? errors.Answer
            : state is null ? Problems.NotFound("event", id)
            : state.IsActive ? Problems.None
            : Problems.Conflict($"Event {id} is {state.Status}");
    }

    /// <summary>Stops a running event; its VENs are told to restore, gently or (<c>atOnce</c>) at once.</summary>
    [WolverinePost("/api/events/{id}/stop")]
    [Needs(Need.CallEvents, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (Accepted<StopTaken>, EventStopped) Post(
        string id,
        [FromBody] StopEventRequest? request,
        [Locked("id")] DrEvent? state,
        TimeProvider clock
    ) =>
        (
            TypedResults.Accepted((string?)null, new StopTaken("stopping", id)),
            new EventStopped(request?.Reason, clock.GetUtcNow(), request?.AtOnce is true)
        );
}
