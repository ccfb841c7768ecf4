using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Events;

/// <summary>Ending an event before its time: <c>POST /api/events/{id}/stop</c> and <c>DELETE /api/events/{id}</c>.</summary>
public static class EndEvent
{
    private const int ReasonMax = 500;

    /// <summary>Stops a running event; its VENs are told to restore.</summary>
    [WolverinePost("/api/events/{id}/stop")]
    public static Task<IResult> Stop(
        string id,
        [FromBody] StopEventRequest? request,
        IDocumentStore store,
        EventClock eventClock,
        TimeProvider clock,
        CancellationToken cancellation
    ) =>
        EndAsync(
            id,
            request?.Reason,
            state => state.IsActive ? new EventStopped(request?.Reason, clock.GetUtcNow()) : null,
            Results.Accepted(value: new StopTaken("stopping", id)),
            store,
            eventClock,
            cancellation
        );

    /// <summary>Calls an event off, before or during it. Doing it twice changes nothing.</summary>
    [WolverineDelete("/api/events/{id}")]
    public static Task<IResult> Cancel(
        string id,
        [FromBody] StopEventRequest? request,
        IDocumentStore store,
        EventClock eventClock,
        TimeProvider clock,
        CancellationToken cancellation
    ) =>
        EndAsync(
            id,
            request?.Reason,
            state => state.IsOver ? null : new EventCancelled(request?.Reason, clock.GetUtcNow()),
            Results.NoContent(),
            store,
            eventClock,
            cancellation
        );

    private static async Task<IResult> EndAsync(
        string id,
        string? reason,
        Func<DrEvent, object?> decide,
        IResult done,
        IDocumentStore store,
        EventClock eventClock,
        CancellationToken cancellation
    )
    {
        if (new FieldErrors().Text(reason, "reason", ReasonMax).Answer is { } wrong)
            return wrong;
        await using (var session = store.LightweightSession())
        {
            if (await EventReader.LockAsync(session, id, cancellation) is not { } state)
                return Problems.NotFound("event", id);
            if (decide(state) is not { } ending)
            {
                var cancelledBefore = state.Status == EventStatus.Cancelled && done is Microsoft.AspNetCore.Http.HttpResults.NoContent;
                return cancelledBefore ? done : Problems.Conflict($"Event {id} is {state.Status}");
            }
            session.Events.Append(id, ending);
            await session.SaveChangesAsync(cancellation);
        }
        eventClock.Nudge();
        return done;
    }
}
