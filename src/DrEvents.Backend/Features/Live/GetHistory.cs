using System.Security.Claims;
using DrEvents.Backend.Features.Programmes;
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
    /// <summary>A day in whole intervals.</summary>
    private static readonly TimeSpan LengthMaxOfPart = TimeSpan.FromHours(25);

    public static ProblemDetails Validate(ClaimsPrincipal user, HistoryQuery query) =>
        new FieldErrors()
            .If(
                OfCaller.Programmes(user) is not null && query.End - query.Start > LengthMaxOfPart,
                "start",
                $"is more than {LengthMaxOfPart.TotalHours:0} hours before the end, which is as much as is added up of a part of the fleet"
            )
            .Answer;

    /// <summary>Shows the history of the fleet: means by interval, oldest first.</summary>
    [WolverineGet("/api/stats/network/history")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<HistoryView> Get(
        ClaimsPrincipal user,
        HistoryQuery query,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var (from, to) = (query.Start, query.End);
        if (await session.VensOfAsync(user, cancellation) is { } own)
            return new HistoryView(HistoryPoints.OfSums(await SumsAsync(session, own, query, cancellation), query.Granularity));
        var intervals = await session.Query<FleetInterval>().Where(i => i.Start >= from && i.Start < to).ToListAsync(cancellation);
        return new HistoryView(HistoryPoints.OfFleet(intervals, query.Granularity));
    }

    /// <summary>Of a part of the fleet no sums are kept: they are made of what each of its VENs used.</summary>
    private static Task<List<SumAt>> SumsAsync(
        IQuerySession session,
        HashSet<string> venIds,
        HistoryQuery query,
        CancellationToken cancellation
    ) =>
        session.SumsInRangesAsync<VenInterval>(
            (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.UsedKw), nameof(VenInterval.IsHeld)),
            [.. venIds],
            [(query.Start, query.End)],
            cancellation
        );
}
