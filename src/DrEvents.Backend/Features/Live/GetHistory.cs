using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

[Middleware(typeof(ReadHistoryQuery), typeof(KnownVen), typeof(HistoryIsThere))]
public static class GetVenHistory
{
    /// <summary>Shows the history of a VEN: means by interval, oldest first.</summary>
    [WolverineGet("/api/vens/{venId}/history")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<HistoryView> Get(string venId, HistoryQuery query, IQuerySession session, CancellationToken cancellation) =>
        new(HistoryPoints.OfVen(await query.IntervalsAsync(session, venId, cancellation), query.Granularity));
}

[Middleware(typeof(ReadHistoryQuery), typeof(KnownVen), typeof(HistoryIsThere))]
public static class GetLoadHistory
{
    /// <summary>The points. A load that the VEN no longer describes still has its history; one that has neither is 404.</summary>
    public static async Task<(HistoryView View, ProblemDetails Problem)> LoadAsync(
        Ven? ven,
        string loadId,
        HistoryQuery query,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var points = HistoryPoints.OfLoad(await query.IntervalsAsync(session, ven!.VenId, cancellation), loadId, query.Granularity);
        var isKnown = points.Count > 0 || ven.Loads.Any(l => l.Id == loadId);
        return (new HistoryView(points), isKnown ? Problems.None : Problems.NotFound("load", loadId));
    }

    /// <summary>Shows the history of a load: means by interval, oldest first.</summary>
    [WolverineGet("/api/vens/{venId}/loads/{loadId}/history")]
    [Needs(Need.Read, Reach.Path)]
    public static HistoryView Get(HistoryView view) => view;
}

[Middleware(typeof(ReadHistoryQuery), typeof(HistoryIsThere))]
public static class GetFleetHistory
{
    /// <summary>Shows the history of the fleet: means by interval, oldest first.</summary>
    [WolverineGet("/api/stats/network/history")]
    [Needs(Need.Read)]
    public static async Task<HistoryView> Get(HistoryQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var (from, to) = (query.Start, query.End);
        var intervals = await session.Query<FleetInterval>().Where(i => i.Start >= from && i.Start < to).ToListAsync(cancellation);
        return new HistoryView(HistoryPoints.OfFleet(intervals, query.Granularity));
    }
}
