using System.Security.Claims;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting.Observability;
using Wolverine.Marten;

namespace DrEvents.Backend.Features.Events;

public static class ScheduleEvent
{
    public static Task<ProblemDetails> ValidateAsync(
        CreateEventRequest? request,
        ClaimsPrincipal user,
        NewEvents events,
        IDocumentSession session,
        CancellationToken cancellation
    ) => events.CheckHeldAsync(session, user, request, request?.Targets, cancellation);

    /// <summary>Asks the fleet for a reduction: schedules an event, or starts it at once.</summary>
    [WolverinePost("/api/events")]
    [Needs(Need.CallEvents, Reach.Own)]
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
    public static Task<ProblemDetails> ValidateAsync(
        string venId,
        CreateEventRequest? request,
        ClaimsPrincipal user,
        NewEvents events,
        IDocumentSession session,
        CancellationToken cancellation
    ) => events.CheckHeldAsync(session, user, request, NewEvents.ForVen(venId, request), cancellation);

    /// <summary>Asks one VEN for a reduction: schedules an event, or starts it at once.</summary>
    [WolverinePost("/api/vens/{venId}/send-event")]
    [Needs(Need.CallEvents)]
    public static Task<(Created<EventView>, IStartStream)> Post(
        string venId,
        CreateEventRequest request,
        NewEvents events,
        IQuerySession session,
        CancellationToken cancellation
    ) => events.AskAsync(session, request, NewEvents.ForVen(venId, request), cancellation);
}

/// <summary>Makes events of what is asked for.</summary>
public sealed class NewEvents(ShortfallKw shortfallKw, IOptions<AnnouncementOptions> announcements, TimeProvider clock)
{
    /// <summary>The VEN, in the programme that the request names, if it does.</summary>
    public static EventTargets ForVen(string venId, CreateEventRequest? request) => new([venId], Programme: request?.Targets?.Programme);

    /// <summary>The same for an event that is stored next: its programme is held until then.</summary>
    public async Task<ProblemDetails> CheckHeldAsync(
        IDocumentSession session,
        ClaimsPrincipal user,
        CreateEventRequest? request,
        EventTargets? targets,
        CancellationToken cancellation
    )
    {
        await session.HoldProgrammeAsync(targets?.Programme, cancellation);
        return await CheckAsync(session, user, request, targets, cancellation);
    }

    public async Task<ProblemDetails> CheckAsync(
        IQuerySession session,
        ClaimsPrincipal user,
        CreateEventRequest? request,
        EventTargets? targets,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return FieldErrors.NoBody;
        if (OfCaller.RefusedIn(user, targets?.Programme) is { } refused)
            return refused;
        var now = clock.GetUtcNow();
        var errors = await Check(request, targets, now).CheckReachAsync(session, user, targets, cancellation);
        if (errors.None && targets?.Programme is { } programme)
        {
            var start = StartOf(request, now) ?? now;
            await errors.CheckProgrammeAsync(session, programme, start, request.EndTime!.Value, now, eventId: null, cancellation);
        }
        return errors.Answer;
    }

    private static FieldErrors Check(CreateEventRequest request, EventTargets? targets, DateTimeOffset now) =>
        new FieldErrors()
            .If(request.StartTime is null && request.Status != EventStatus.Active, "startTime", "is missing")
            .If(request.EndTime is null, "endTime", "is missing")
            .If(request.RequestedReductionKw is null, "requestedReductionKw", "is missing")
            .If(request.Status is not (null or EventStatus.Scheduled or EventStatus.Active), "status", "is neither scheduled nor active")
            .Range(request.HoldOutPercent, "holdOutPercent", 0, EventLimits.HoldOutPercentMax)
            .CheckTimes(StartOf(request, now) ?? now, request.EndTime ?? DateTimeOffset.MaxValue, now)
            .CheckRequest(
                new(
                    StartTime: null,
                    EndTime: null,
                    request.RequestedReductionKw,
                    request.Priority,
                    request.Allocation,
                    targets,
                    request.Control
                )
            );

    public async Task<(Created<EventView>, IStartStream)> AskAsync(
        IQuerySession session,
        CreateEventRequest request,
        EventTargets? targets,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var asked = Asked(request, targets, await session.NoticeAsync(targets, cancellation), now);
        var id = await FreeIdAsync(session, cancellation);
        Tracing.About(id);
        var scheduled = asked with { ShortfallKw = await shortfallKw(session, DrEvent.Fold(state: null, id, asked)!, cancellation) };
        var stored = Stored(scheduled, now);
        var state = Folded(id, stored);
        // Nothing is measured yet.
        var view = EventViews.Of(state, state.IsActive ? 0 : null);
        return (TypedResults.Created($"/api/events/{id}", view), MartenOps.StartStream<DrEvent>(id, stored));
    }

    /// <summary>The event as it would be, were it asked for now. Nothing is stored.</summary>
    public async Task<DrEvent> AsAskedAsync(
        IQuerySession session,
        string id,
        CreateEventRequest request,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => Folded(id, Stored(Asked(request, request.Targets, await session.NoticeAsync(request.Targets, cancellation), now), now));

    private EventScheduled Asked(CreateEventRequest request, EventTargets? targets, TimeSpan? notice, DateTimeOffset now)
    {
        var startTime = StartOf(request, now)!.Value;
        return new EventScheduled(
            startTime.ToUniversalTime(),
            request.EndTime!.Value.ToUniversalTime(),
            request.RequestedReductionKw!.Value,
            request.Priority ?? EventLimits.PriorityDefault,
            request.Allocation ?? AllocationMethods.Weighted,
            targets,
            ShortfallKw: 0,
            now,
            startTime <= now ? null : announcements.Value.At(startTime, now, isKnown: false, notice),
            request.Control ?? ControlModes.Closed,
            request.HoldOutPercent ?? 0,
            Tracing.Current
        );
    }

    /// <summary>One whose start is there begins with the request.</summary>
    private static object[] Stored(EventScheduled asked, DateTimeOffset now) =>
        asked.StartTime <= now ? [asked, new EventActivated(Plan: null, (now - asked.StartTime).TotalMilliseconds, now)] : [asked];

    private static DrEvent Folded(string id, object[] stored) =>
        stored.Aggregate((DrEvent?)null, (before, e) => DrEvent.Fold(before, id, e))!;

    /// <summary>Ids are short, so that people can say them; once in millions of events a new one is taken already.</summary>
    private static async Task<string> FreeIdAsync(IQuerySession session, CancellationToken cancellation)
    {
        var id = EventIds.New();
        return await session.LoadAsync<DrEvent>(id, cancellation) is null ? id : await FreeIdAsync(session, cancellation);
    }

    private static DateTimeOffset? StartOf(CreateEventRequest request, DateTimeOffset now) =>
        request.Status == EventStatus.Active && !(request.StartTime <= now) ? now : request.StartTime;
}
