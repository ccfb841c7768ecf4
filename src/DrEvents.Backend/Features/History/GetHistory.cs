using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace DrEvents.Backend.Features.History;

/// <summary>History of a VEN, of one of its loads, and of the fleet: means by interval, oldest first.</summary>
public static class GetHistory
{
    /// <summary>A VEN's history.</summary>
    [WolverineGet("/api/vens/{venId}/history")]
    [ProducesResponseType<HistoryView>(StatusCodes.Status200OK)]
    public static async Task<IResult> OfVen(
        string venId,
        string? start,
        string? end,
        string? granularity,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var query = new HistoryQuery(start, end, granularity, clock.GetUtcNow());
        if (query.Problem is { } problem)
            return problem;
        if (await VenReader.FindAsync(session, venId, cancellation) is null)
            return Problems.NotFound("VEN", venId);
        var intervals = await IntervalsAsync(session, venId, query, cancellation);
        return Results.Ok(new HistoryView(HistoryPoints.OfVen(intervals, query.Granularity)));
    }

    /// <summary>The history of one load.</summary>
    [WolverineGet("/api/vens/{venId}/loads/{loadId}/history")]
    [ProducesResponseType<HistoryView>(StatusCodes.Status200OK)]
    public static async Task<IResult> OfLoad(
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
        var query = new HistoryQuery(start, end, granularity, clock.GetUtcNow());
        if (query.Problem is { } problem)
            return problem;
        if (await VenReader.FindAsync(session, venId, cancellation) is not { } ven)
            return Problems.NotFound("VEN", venId);
        var points = HistoryPoints.OfLoad(await IntervalsAsync(session, venId, query, cancellation), loadId, query.Granularity);
        // A load that the VEN no longer describes still has its history.
        return points.Count == 0 && !ven.Loads.Any(l => l.Id == loadId)
            ? Problems.NotFound("load", loadId)
            : Results.Ok(new HistoryView(points));
    }

    /// <summary>The fleet's history.</summary>
    [WolverineGet("/api/stats/network/history")]
    [ProducesResponseType<HistoryView>(StatusCodes.Status200OK)]
    public static async Task<IResult> OfFleet(
        string? start,
        string? end,
        string? granularity,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var query = new HistoryQuery(start, end, granularity, clock.GetUtcNow());
        if (query.Problem is { } problem)
            return problem;
        var (from, to) = (query.Start, query.End);
        var intervals = await session.Query<FleetInterval>().Where(i => i.Start >= from && i.Start < to).ToListAsync(cancellation);
        return Results.Ok(new HistoryView(HistoryPoints.OfFleet(intervals, query.Granularity)));
    }

    /// <summary>The intervals of the range; the newest one is still with the VEN's live figures.</summary>
    private static async Task<IReadOnlyList<VenInterval>> IntervalsAsync(
        IQuerySession session,
        string venId,
        HistoryQuery query,
        CancellationToken cancellation
    )
    {
        var (from, to) = (query.Start, query.End);
        // The live figures first: an interval that is closed between the two reads is then read twice and not missed.
        var open = (await session.LoadAsync<VenLive>(venId, cancellation))?.OpenInterval;
        var closed = await session
            .Query<VenInterval>()
            .Where(i => i.VenId == venId && i.Start >= from && i.Start < to)
            .ToListAsync(cancellation);
        return open is null || open.Start < from || open.Start >= to || closed.Any(i => i.Id == open.Id) ? closed : [.. closed, open];
    }
}

/// <summary>What a request asks of the history.</summary>
public sealed class HistoryQuery
{
    private static readonly Dictionary<string, TimeSpan> Granularities = new() { ["5m"] = Interval.Length, ["1h"] = TimeSpan.FromHours(1) };

    /// <summary>Reads the parameters: the last 24 hours at 5 minutes unless they say otherwise.</summary>
    public HistoryQuery(string? start, string? end, string? granularity, DateTimeOffset now)
    {
        var fields = new QueryFields();
        var range = fields.Range(start, end, now);
        Granularity = Interval.Length;
        if (!string.IsNullOrEmpty(granularity))
        {
            if (Granularities.TryGetValue(granularity, out var known))
                Granularity = known;
            else
                fields.Fail("granularity", "is neither 5m nor 1h");
        }
        Problem = fields.Problem;
        Start = Interval.StartOf(range.Start, Granularity);
        End = Interval.StartOf(range.End.AddTicks(-1), Granularity) + Granularity;
    }

    /// <summary>The answer to parameters that are wrong; null when none is.</summary>
    public IResult? Problem { get; }

    /// <summary>The start of the first point: a point is made of its whole interval, or it would not be the mean that it says.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The end of the last point.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Length of a point.</summary>
    public TimeSpan Granularity { get; }
}
