using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Circuits of one VEN, moment by moment, newest first.</summary>
public static class GetCircuits
{
    private const int LimitDefault = 100;

    /// <summary>Reads a page.</summary>
    [WolverineGet("/api/vens/{venId}/circuits/history")]
    [ProducesResponseType<CircuitPage>(StatusCodes.Status200OK)]
    public static async Task<IResult> Get(
        string venId,
        [FromQuery(Name = "load_id")] string? loadId,
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
        var most = query.Limit(limit, LimitDefault, GetTelemetry.LimitMax);
        if (loadId?.Contains('\0', StringComparison.Ordinal) == true)
            query.Fail("load_id", "holds a NUL character");
        loadId = string.IsNullOrEmpty(loadId) ? null : loadId;
        if (query.Problem is { } problem)
            return problem;
        if (await VenReader.FindAsync(session, venId, cancellation) is null)
            return Problems.NotFound("VEN", venId);
        var (readings, totalCount) = await CircuitReader.NewestAsync(session, venId, loadId, range, most, cancellation);
        var descriptions = await CircuitReader.DescriptionsAsync(session, venId, cancellation);
        return Results.Ok(new CircuitPage(venId, loadId, [.. readings.Select(r => CircuitReader.Describe(r, descriptions))], totalCount));
    }
}
