using System.Security.Claims;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

public static class GetVens
{
    /// <summary>Lists the VENs with their figures, by id.</summary>
    [WolverineGet("/api/vens")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<IReadOnlyList<VenView>> List(
        ClaimsPrincipal user,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var vens = await AllAsync(user, session, cancellation);
        var figures = await LiveVenFigures.ManyAsync(session, vens, clock.GetUtcNow(), cancellation);
        return [.. vens.Zip(figures, VenViews.Of)];
    }

    /// <summary>Lists the VENs in a line each.</summary>
    [WolverineGet("/api/vens/summary")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<IReadOnlyList<VenSummary>> Summary(ClaimsPrincipal user, IQuerySession session, CancellationToken cancellation)
    {
        var vens = await AllAsync(user, session, cancellation);
        var live = (await session.LoadManyAsync<VenLive>(cancellation, vens.Select(v => v.VenId))).ToDictionary(v => v.Id);
        return [.. vens.Select(v => Line(v, live.GetValueOrDefault(v.VenId)))];
    }

    private static async Task<IReadOnlyList<Ven>> AllAsync(ClaimsPrincipal user, IQuerySession session, CancellationToken cancellation)
    {
        var all = await session.Query<Ven>().Where(v => !v.Removed).OrderBy(v => v.VenId).ToListAsync(cancellation);
        return await session.VensOfAsync(user, cancellation) is { } own ? [.. all.Where(v => own.Contains(v.VenId))] : all;
    }

    private static VenSummary Line(Ven ven, VenLive? live) =>
        new(
            ven.VenId,
            ven.DisplayName,
            string.Create(CultureInfo.InvariantCulture, $"{ven.Location.Lat}, {ven.Location.Lon}"),
            VenViews.StatusOf(ven),
            live?.AvailableKw ?? 0,
            live?.UsedPowerKw ?? 0,
            ven.Address ?? "",
            live?.HeardAt,
            live?.ResponseMs
        );
}

[Middleware(typeof(KnownVen))]
public static class GetVen
{
    /// <summary>Shows a VEN with its figures.</summary>
    [WolverineGet("/api/vens/{venId}")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<VenView> Get(Ven? ven, IQuerySession session, TimeProvider clock, CancellationToken cancellation) =>
        VenViews.Of(ven!, await LiveVenFigures.OfAsync(session, ven!, clock.GetUtcNow(), cancellation));

    /// <summary>Lists the loads of a VEN.</summary>
    [WolverineGet("/api/vens/{venId}/loads")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<IReadOnlyList<LoadView>> GetLoads(Ven? ven, IQuerySession session, CancellationToken cancellation) =>
        LiveVenFigures.Loads(ven!, await session.LoadAsync<VenLive>(ven!.VenId, cancellation));
}

[Middleware(typeof(KnownLoad))]
public static class GetLoad
{
    /// <summary>Shows one load of a VEN.</summary>
    [WolverineGet("/api/vens/{venId}/loads/{loadId}")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<LoadView> Get(Ven? ven, string loadId, IQuerySession session, CancellationToken cancellation) =>
        LiveVenFigures.Loads(ven!, await session.LoadAsync<VenLive>(ven!.VenId, cancellation)).First(l => l.Id == loadId);
}
