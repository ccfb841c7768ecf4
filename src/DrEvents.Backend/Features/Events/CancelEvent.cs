namespace DrEvents.Backend.Features.Events;

public static class CancelEvent
{
    public static ProblemDetails Validate(string id, [FromBody] StopEventRequest? request, DrEvent? state)
    {
        var errors = new FieldErrors().Text(request?.Reason, "reason", EventLimits.ReasonMax);
        return !errors.None ? errors.Answer
            : state is null ? Problems.NotFound("event", id)
            : state.Status == EventStatus.Completed ? Problems.Conflict($"Event {id} is {state.Status}")
            : Problems.None;
    }

    /// <summary>Calls an event off, before or during it. Doing it twice changes nothing.</summary>
    [WolverineDelete("/api/events/{id}")]
    [Needs(Need.CallEvents, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (NoContent, EventsToAppend) Delete(
        [FromBody] StopEventRequest? request,
        [Locked("id")] DrEvent? state,
        TimeProvider clock
    ) => (TypedResults.NoContent(), state!.IsOver ? [] : [new EventCancelled(request?.Reason, clock.GetUtcNow(), request?.AtOnce is true)]);
}
