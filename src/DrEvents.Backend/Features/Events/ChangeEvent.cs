using System.Security.Claims;
using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Events;

public static class ChangeEvent
{
    public static async Task<ProblemDetails> ValidateAsync(
        string id,
        ChangeEventRequest? request,
        DrEvent? state,
        ClaimsPrincipal user,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await session.HoldProgrammeAsync(state?.Targets?.Programme, cancellation);
        return await WhyNotAsync(id, request, state, user, session, clock, cancellation);
    }

    /// <summary>Why it cannot be changed so, as it is now: nothing is held.</summary>
    public static async Task<ProblemDetails> WhyNotAsync(
        string id,
        ChangeEventRequest? request,
        DrEvent? state,
        ClaimsPrincipal user,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
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
            _ => (await CheckAsync(request, state!, user, session, now, cancellation)).Answer,
        };
    }

    private static async Task<FieldErrors> CheckAsync(
        ChangeEventRequest request,
        DrEvent state,
        ClaimsPrincipal user,
        IQuerySession session,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var (start, end) = (request.StartTime ?? state.StartTime, request.EndTime ?? state.EndTime);
        var errors = new FieldErrors()
            .CheckTimes(start, end, now)
            .CheckRequest(request)
            .If(
                request.Targets is { } targets && targets.Programme != state.Targets?.Programme,
                "targets.programme",
                "cannot change: an event stays in its programme"
            );
        if (request.Targets is not null)
            await errors.CheckReachAsync(session, user, request.Targets, cancellation);
        if (!errors.None || state.Targets?.Programme is not { } programme || (start, end) == (state.StartTime, state.EndTime))
            return errors;
        // A start that stays was in time when it was asked for.
        var askedAt = start == state.StartTime ? state.CreatedAt : now;
        return await errors.CheckProgrammeAsync(session, programme, start, end, askedAt, state.Id, cancellation);
    }

    /// <summary>Changes what the request names, before or during the event.</summary>
    /// <remarks>A running event gets a new plan.</remarks>
    [WolverinePatch("/api/events/{id}")]
    [Needs(Need.CallEvents, Reach.Path)]
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
        var asked = Changed(state!, request, announcements.Value, await session.NoticeAsync(state!.Targets, cancellation), now);
        var shortfall = await shortfallKw(session, DrEvent.Fold(state, state.Id, asked)!, cancellation);
        var changed = asked with { ShortfallKw = shortfall };
        var after = DrEvent.Fold(state, state.Id, changed)!;
        return (TypedResults.Ok(EventViews.Of(after, await actualReductionKw(session, after, now, cancellation))), changed);
    }

    /// <summary>What becomes of the event; what it will lack is not in it yet.</summary>
    /// <param name="notice">How long ahead homes are promised to be told; null where nobody promises it.</param>
    public static EventModified Changed(
        DrEvent state,
        ChangeEventRequest request,
        AnnouncementOptions announcements,
        TimeSpan? notice,
        DateTimeOffset now
    )
    {
        var startTime = (request.StartTime ?? state.StartTime).ToUniversalTime();
        return new EventModified(
            startTime,
            (request.EndTime ?? state.EndTime).ToUniversalTime(),
            request.RequestedReductionKw ?? state.RequestedReductionKw,
            request.Priority ?? state.Priority,
            request.Allocation ?? state.Allocation,
            request.Targets ?? state.Targets,
            ShortfallKw: 0,
            Plan: null,
            now,
            state.IsAhead ? announcements.At(startTime, now, isKnown: state.IsAnnounced, notice) : null,
            request.Control
        );
    }
}
