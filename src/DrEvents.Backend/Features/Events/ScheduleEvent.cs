using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using Marten;
using Marten.Exceptions;
using Microsoft.Extensions.Options;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Events;

/// <summary>Asking for a reduction: <c>POST /api/events</c>, and for one VEN <c>POST /api/vens/{venId}/send-event</c>.</summary>
public static class ScheduleEvent
{
    private const int IdTries = 3;

    /// <summary>Schedules an event for the fleet, or starts it at once.</summary>
    [WolverinePost("/api/events")]
    public static Task<IResult> Post(
        CreateEventRequest? request,
        IDocumentStore store,
        EventReader reader,
        EventClock eventClock,
        IOptions<AnnouncementOptions> announcements,
        TimeProvider clock,
        CancellationToken cancellation
    ) => ScheduleAsync(request, request?.Targets, store, reader, eventClock, announcements, clock, cancellation);

    /// <summary>Schedules an event for one VEN.</summary>
    [WolverinePost("/api/vens/{venId}/send-event")]
    public static async Task<IResult> PostForVen(
        string venId,
        CreateEventRequest? request,
        IDocumentStore store,
        EventReader reader,
        EventClock eventClock,
        IOptions<AnnouncementOptions> announcements,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await using (var session = store.QuerySession())
        {
            if (await VenReader.FindAsync(session, venId, cancellation) is null)
                return Problems.NotFound("VEN", venId);
        }
        return await ScheduleAsync(request, new EventTargets([venId]), store, reader, eventClock, announcements, clock, cancellation);
    }

    private static async Task<IResult> ScheduleAsync(
        CreateEventRequest? request,
        EventTargets? targets,
        IDocumentStore store,
        EventReader reader,
        EventClock eventClock,
        IOptions<AnnouncementOptions> announcements,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        if (Check(request, targets, now) is { } wrong)
            return wrong;
        var startsNow = request!.Status == EventStatus.Active || request.StartTime <= now;
        var startTime = startsNow && !(request.StartTime <= now) ? now : request.StartTime!.Value;
        var scheduled = await StoreAsync(
            store,
            request,
            targets,
            startTime,
            startsNow ? null : announcements.Value.At(startTime, now, isKnown: false),
            now,
            cancellation
        );
        if (startsNow)
            await AdvanceEventHandler.DecideAsync(scheduled, store, clock, cancellation);
        eventClock.Nudge();
        return Results.Created($"/api/events/{scheduled}", await reader.ViewAsync(scheduled, cancellation));
    }

    private static IResult? Check(CreateEventRequest? request, EventTargets? targets, DateTimeOffset now)
    {
        var errors = new FieldErrors().If(request is null, "body", "is missing");
        if (request is null)
            return errors.Answer;
        return errors
            .If(request.StartTime is null && request.Status != EventStatus.Active, "startTime", "is missing")
            .If(request.EndTime is null, "endTime", "is missing")
            .If(request.RequestedReductionKw is null, "requestedReductionKw", "is missing")
            .If(request.Status is not (null or EventStatus.Scheduled or EventStatus.Active), "status", "is neither scheduled nor active")
            .Check(
                request.Status == EventStatus.Active && !(request.StartTime <= now) ? now : request.StartTime ?? now,
                request.EndTime ?? DateTimeOffset.MaxValue,
                request.RequestedReductionKw,
                request.Priority,
                request.Allocation,
                targets,
                now
            )
            .Answer;
    }

    private static async Task<string> StoreAsync(
        IDocumentStore store,
        CreateEventRequest request,
        EventTargets? targets,
        DateTimeOffset startTime,
        DateTimeOffset? announceAt,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        for (var tries = 1; ; tries++)
        {
            await using var session = store.LightweightSession();
            var id = EventIds.New();
            var priority = request.Priority ?? EventLimits.PriorityDefault;
            var allocation = request.Allocation ?? AllocationMethods.Weighted;
            var candidates = await Fleet.CandidatesAsync(session, targets, (priority, startTime, id), cancellation);
            var forecast = Allocate.Plan(request.RequestedReductionKw!.Value, allocation, candidates);
            session.Events.StartStream(
                id,
                new EventScheduled(
                    startTime.ToUniversalTime(),
                    request.EndTime!.Value.ToUniversalTime(),
                    request.RequestedReductionKw.Value,
                    priority,
                    allocation,
                    targets,
                    forecast.ShortfallKw,
                    now,
                    announceAt
                )
            );
            try
            {
                await session.SaveChangesAsync(cancellation);
                return id;
            }
            catch (ExistingStreamIdCollisionException) when (tries < IdTries)
            {
                // Two events met on one random id; the next one is another.
            }
        }
    }
}
