using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Samples of one VEN as they were stored, newest first.</summary>
public static class GetTelemetry
{
    private const int LimitDefault = 100;

    /// <summary>Most samples, or snapshots of circuits, in one answer.</summary>
    public const int LimitMax = 5_000;

    /// <summary>Reads a page.</summary>
    [WolverineGet("/api/vens/{venId}/telemetry")]
    [ProducesResponseType<TelemetryPage>(StatusCodes.Status200OK)]
    public static async Task<IResult> Get(
        string venId,
        string? start,
        string? end,
        string? limit,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var query = new QueryFields();
        var range = query.Range(start, end, clock.GetUtcNow());
        var most = query.Limit(limit, LimitDefault, LimitMax);
        if (query.Problem is { } problem)
            return problem;
        if (await VenReader.FindAsync(session, venId, cancellation) is null)
            return Problems.NotFound("VEN", venId);
        var (samples, totalCount) = await SampleReader.NewestAsync(session, venId, range, most, _ => 1, cancellation);
        return Results.Ok(new TelemetryPage(venId, [.. samples.Select(View)], totalCount));
    }

    private static SampleView View(TelemetrySampled s) =>
        new(
            s.At,
            s.UsedPowerKw,
            s.ShedPowerKw,
            s.RequestedReductionKw,
            s.EventId,
            s.BaselinePowerKw,
            s.BatterySoc,
            s.ReceivedAt,
            s.Flags ?? []
        );
}
