using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>The history of a VEN, means by interval, oldest first: <c>GET /api/vens/{venId}/history</c>.</summary>
public static class GetVenHistory
{
    public static async Task<(HistoryQuery Query, ProblemDetails Problem)> LoadAsync(
        string venId,
        string? start,
        string? end,
        string? granularity,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (query, problem) = HistoryQuery.Read(start, end, granularity, clock.GetUtcNow());
        if (ReferenceEquals(problem, Problems.None))
            problem = await FindVen.OrNotFoundAsync(session, venId, cancellation);
        return (query, ReferenceEquals(problem, Problems.None) ? await LiveReadiness.OfAsync(session, query.Start, cancellation) : problem);
    }

    /// <summary>Shows the history of a VEN: means by interval, oldest first.</summary>
    [WolverineGet("/api/vens/{venId}/history")]
    public static async Task<HistoryView> Get(string venId, HistoryQuery query, IQuerySession session, CancellationToken cancellation) =>
        new(HistoryPoints.OfVen(await query.IntervalsAsync(session, venId, cancellation), query.Granularity));
}

/// <summary>The history of one load: <c>GET /api/vens/{venId}/loads/{loadId}/history</c>.</summary>
public static class GetLoadHistory
{
    /// <summary>The points. A load that the VEN no longer describes still has its history; one that has neither is 404.</summary>
    public static async Task<(HistoryView View, ProblemDetails Problem)> LoadAsync(
        string venId,
        string loadId,
        string? start,
        string? end,
        string? granularity,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (query, problem) = HistoryQuery.Read(start, end, granularity, clock.GetUtcNow());
        if (!ReferenceEquals(problem, Problems.None))
            return (HistoryQuery.Nothing, problem);
        if (await FindVen.AsNowAsync(session, venId, cancellation) is not { } ven)
            return (HistoryQuery.Nothing, Problems.NotFound("VEN", venId));
        problem = await LiveReadiness.OfAsync(session, query.Start, cancellation);
        if (!ReferenceEquals(problem, Problems.None))
            return (HistoryQuery.Nothing, problem);
        var points = HistoryPoints.OfLoad(await query.IntervalsAsync(session, venId, cancellation), loadId, query.Granularity);
        var isKnown = points.Count > 0 || ven.Loads.Any(l => l.Id == loadId);
        return (new HistoryView(points), isKnown ? Problems.None : Problems.NotFound("load", loadId));
    }

    /// <summary>Shows the history of a load: means by interval, oldest first.</summary>
    [WolverineGet("/api/vens/{venId}/loads/{loadId}/history")]
    public static HistoryView Get(HistoryView view) => view;
}

/// <summary>The history of the fleet: <c>GET /api/stats/network/history</c>.</summary>
public static class GetFleetHistory
{
    /// <summary>What is asked for.</summary>
    public static async Task<(HistoryQuery Query, ProblemDetails Problem)> LoadAsync(
        string? start,
        string? end,
        string? granularity,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (query, problem) = HistoryQuery.Read(start, end, granularity, clock.GetUtcNow());
        return (query, ReferenceEquals(problem, Problems.None) ? await LiveReadiness.OfAsync(session, query.Start, cancellation) : problem);
    }

    /// <summary>Shows the history of the fleet: means by interval, oldest first.</summary>
    [WolverineGet("/api/stats/network/history")]
    public static async Task<HistoryView> Get(HistoryQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var (from, to) = (query.Start, query.End);
        var intervals = await session.Query<FleetInterval>().Where(i => i.Start >= from && i.Start < to).ToListAsync(cancellation);
        return new HistoryView(HistoryPoints.OfFleet(intervals, query.Granularity));
    }
}
