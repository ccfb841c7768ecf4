using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.Extensions.Options;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Events;

/// <summary>Changing an event before or during it: <c>PATCH /api/events/{id}</c>.</summary>
public static class ChangeEvent
{
    /// <summary>Changes what the request names; a running event gets a new plan, and VENs whose part changed a new command.</summary>
    [WolverinePatch("/api/events/{id}")]
    public static async Task<IResult> Patch(
        string id,
        ChangeEventRequest? request,
        IDocumentStore store,
        EventReader reader,
        EventClock eventClock,
        IOptions<AnnouncementOptions> announcements,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return new FieldErrors().If(true, "body", "is missing").Answer!;
        await using (var session = store.LightweightSession())
        {
            if (await EventReader.LockAsync(session, id, cancellation) is not { } state)
                return Problems.NotFound("event", id);
            var now = clock.GetUtcNow();
            if (Refusal(state, request, now) is { } refusal)
                return refusal;
            var changed = Changed(state, request, now);
            var candidates = await Fleet.CandidatesAsync(session, changed.Targets, (changed.Priority, changed.StartTime, id), cancellation);
            var plan = Allocate.Plan(changed.RequestedReductionKw, changed.Allocation, candidates);
            session.Events.Append(
                id,
                changed with
                {
                    ShortfallKw = plan.ShortfallKw,
                    Plan = state.IsActive ? plan : null,
                    AnnounceAt = state.IsAhead ? announcements.Value.At(changed.StartTime, now, isKnown: state.IsAnnounced) : null,
                }
            );
            await session.SaveChangesAsync(cancellation);
        }
        eventClock.Nudge();
        return Results.Ok(await reader.ViewAsync(id, cancellation));
    }

    private static IResult? Refusal(DrEvent state, ChangeEventRequest request, DateTimeOffset now)
    {
        if (state.IsOver)
            return Problems.Conflict($"Event {state.Id} is {state.Status} and cannot change any more");
        if (state.IsActive && request.StartTime is { } start && start != state.StartTime)
            return Problems.Conflict($"Event {state.Id} has started; its startTime cannot change any more");
        return new FieldErrors()
            .Check(
                request.StartTime ?? state.StartTime,
                request.EndTime ?? state.EndTime,
                request.RequestedReductionKw,
                request.Priority,
                request.Allocation,
                request.Targets,
                now
            )
            .Answer;
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
            now
        );
}
