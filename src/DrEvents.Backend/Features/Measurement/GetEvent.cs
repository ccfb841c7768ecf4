using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting.OpenApi;

namespace DrEvents.Backend.Features.Measurement;

public static class GetEvent
{
    public static async Task<(EventDetail? Detail, ProblemDetails Problem)> LoadAsync(
        string id,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (state, problem) = await FindEvent.Async(session, id, cancellation);
        return (state is null ? null : await EventDetails.ReadAsync(session, id, clock.GetUtcNow(), cancellation), problem);
    }

    /// <summary>Shows an event with its figures and with every VEN's part.</summary>
    [WolverineGet("/api/events/{id}")]
    public static EventDetail Get(EventDetail? detail) => detail!;
}

public static class GetCurrentEvent
{
    /// <summary>Shows the active event, the one that goes first if there are several; <c>null</c> when none is active.</summary>
    [WolverineGet("/api/events/current")]
    [ProducesResponseType<EventDetail>(StatusCodes.Status200OK)]
    [OrNull]
    public static async Task<IResult> Get(IQuerySession session, TimeProvider clock, CancellationToken cancellation)
    {
        var active = await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation);
        return active.MinBy(e => e.Rank) is { } first
            ? TypedResults.Ok(await EventDetails.ReadAsync(session, first.Id, clock.GetUtcNow(), cancellation))
            // The framework answers 204 to a null.
            : TypedResults.Text("null", "application/json");
    }
}

public static class GetEventMetrics
{
    public static async Task<(EventMetricsView? Metrics, ProblemDetails Problem)> LoadAsync(
        string id,
        IQuerySession session,
        WatchedTotals watched,
        CancellationToken cancellation
    )
    {
        var (state, problem) = await FindEvent.Async(session, id, cancellation);
        return (state is null ? null : EventMetrics.Of(state, await watched.OfAsync(id, cancellation)), problem);
    }

    /// <summary>Shows the figures of an event.</summary>
    [WolverineGet("/api/events/{id}/metrics")]
    public static EventMetricsView Get(EventMetricsView? metrics) => metrics!;
}

internal static class FindEvent
{
    /// <summary>The event of a route; 404 when there is none, 503 when its figures are still being made.</summary>
    public static async Task<(DrEvent?, ProblemDetails)> Async(IQuerySession session, string id, CancellationToken cancellation)
    {
        if (!EventIds.IsValid(id) || await session.LoadAsync<DrEvent>(id, cancellation) is not { } found)
            return (null, Problems.NotFound("event", id));
        var problem = found.ActivatedAt is { } began ? await LiveReadiness.OfAsync(session, began, cancellation) : Problems.None;
        return (ReferenceEquals(problem, Problems.None) ? found : null, problem);
    }
}

public static class EventDetails
{
    public static async Task<EventDetail?> ReadAsync(IQuerySession session, string id, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await EventFigures.ReadAsync(session, id, cancellation) is not { } figures)
            return null;
        var vens = await session.LoadManyAsync<Ven>(cancellation, figures.Participations.Select(p => Ven.StreamOf(p.VenId)));
        var names = vens.ToDictionary(v => v.VenId, v => v.DisplayName);
        var metrics = EventMetrics.Of(figures.Event, figures.Totals(now));
        var view = EventViews.Of(figures.Event, metrics.ActualReductionKw);
        return new EventDetail(view, metrics, ParticipationViews.Of(figures, names));
    }
}
