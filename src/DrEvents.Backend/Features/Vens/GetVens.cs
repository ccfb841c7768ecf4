using System.Globalization;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Vens;

/// <summary>Reading VENs and their loads.</summary>
public static class GetVens
{
    /// <summary>All VENs, by id.</summary>
    [WolverineGet("/api/vens")]
    public static async Task<IResult> List(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return Results.Ok(await VenReader.ViewsAsync(session, await AllAsync(session, cancellation), cancellation));
    }

    /// <summary>All VENs, a line each.</summary>
    [WolverineGet("/api/vens/summary")]
    public static async Task<IResult> Summary(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var vens = await AllAsync(session, cancellation);
        var live = (await session.LoadManyAsync<VenLive>(cancellation, vens.Select(v => v.VenId))).ToDictionary(v => v.Id);
        return Results.Ok(vens.Select(v => Line(v, live.GetValueOrDefault(v.VenId))));
    }

    /// <summary>One VEN.</summary>
    [WolverineGet("/api/vens/{venId}")]
    public static async Task<IResult> Get(string venId, IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await VenReader.FindAsync(session, venId, cancellation) is { } ven
            ? Results.Ok(await VenReader.ViewAsync(session, ven, cancellation))
            : Problems.NotFound("VEN", venId);
    }

    /// <summary>The loads of a VEN.</summary>
    [WolverineGet("/api/vens/{venId}/loads")]
    public static async Task<IResult> GetLoads(string venId, IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await VenReader.FindAsync(session, venId, cancellation) is { } ven
            ? Results.Ok(VenReader.Loads(ven, await session.LoadAsync<VenLive>(venId, cancellation)))
            : Problems.NotFound("VEN", venId);
    }

    /// <summary>One load of a VEN.</summary>
    [WolverineGet("/api/vens/{venId}/loads/{loadId}")]
    public static async Task<IResult> GetLoad(string venId, string loadId, IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        if (await VenReader.FindAsync(session, venId, cancellation) is not { } ven)
            return Problems.NotFound("VEN", venId);
        var loads = VenReader.Loads(ven, await session.LoadAsync<VenLive>(venId, cancellation));
        return loads.FirstOrDefault(l => l.Id == loadId) is { } load
            ? Results.Ok(load)
            : Problems.NotFound($"load of VEN {venId} called", loadId);
    }

    private static Task<IReadOnlyList<Ven>> AllAsync(IQuerySession session, CancellationToken cancellation) =>
        session.Query<Ven>().Where(v => !v.Removed).OrderBy(v => v.VenId).ToListAsync(cancellation);

    private static VenSummary Line(Ven ven, VenLive? live) =>
        new(
            ven.VenId,
            ven.DisplayName,
            string.Create(CultureInfo.InvariantCulture, $"{ven.Location.Lat}, {ven.Location.Lon}"),
            VenReader.StatusOf(ven),
            live?.AvailableKw ?? 0,
            live?.UsedPowerKw ?? 0,
            ven.Address ?? "",
            live?.HeardAt,
            live?.ResponseMs
        );
}
