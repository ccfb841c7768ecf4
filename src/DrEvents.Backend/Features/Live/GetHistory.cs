using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

public static class GetVenHistory
{
    public static Task<(HistoryQuery Query, ProblemDetails Problem)> LoadAsync(
        string venId,
        string? start,
        string? end,
        string? granularity,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    ) => HistoryQuery.ReadAsync(venId, start, end, granularity, session, clock.GetUtcNow(), cancellation);

    /// <summary>Shows the history of a VEN: means by interval, oldest first.</summary>
    [WolverineGet("/api/vens/{venId}/history")]
    public static async Task<HistoryView> Get(string venId, HistoryQuery query, IQuerySession session, CancellationToken cancellation) =>
        new(HistoryPoints.OfVen(await query.IntervalsAsync(session, venId, cancellation), query.Granularity));
}

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
        var (query, problem) = await HistoryQuery.ReadAsync(venId, start, end, granularity, session, clock.GetUtcNow(), cancellation);
        if (!ReferenceEquals(problem, Problems.None))
            return (new HistoryView([]), problem);
        var points = HistoryPoints.OfLoad(await query.IntervalsAsync(session, venId, cancellation), loadId, query.Granularity);
        var isKnown = points.Count > 0 || (await FindVen.AsNowAsync(session, venId, cancellation))?.Loads.Any(l => l.Id == loadId) is true;
        return (new HistoryView(points), isKnown ? Problems.None : Problems.NotFound("load", loadId));
    }

    /// <summary>Shows the history of a load: means by interval, oldest first.</summary>
    [WolverineGet("/api/vens/{venId}/loads/{loadId}/history")]
    public static HistoryView Get(HistoryView view) => view;
}

public static class GetFleetHistory
{
    public static Task<(HistoryQuery Query, ProblemDetails Problem)> LoadAsync(
        string? start,
        string? end,
        string? granularity,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    ) => HistoryQuery.ReadAsync(venId: null, start, end, granularity, session, clock.GetUtcNow(), cancellation);

    /// <summary>Shows the history of the fleet: means by interval, oldest first.</summary>
    [WolverineGet("/api/stats/network/history")]
    public static async Task<HistoryView> Get(HistoryQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var (from, to) = (query.Start, query.End);
        var intervals = await session.Query<FleetInterval>().Where(i => i.Start >= from && i.Start < to).ToListAsync(cancellation);
        return new HistoryView(HistoryPoints.OfFleet(intervals, query.Granularity));
    }
}
