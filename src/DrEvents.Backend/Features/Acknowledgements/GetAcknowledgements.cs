using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Acknowledgements;

/// <summary>A VEN's acknowledgements, newest first.</summary>
public static class GetAcknowledgements
{
    private const int LimitDefault = 100;
    private const int LimitMax = 1_000;

    /// <summary>Reads the newest.</summary>
    [WolverineGet("/api/vens/{venId}/events")]
    [ProducesResponseType<IReadOnlyList<AckView>>(StatusCodes.Status200OK)]
    public static async Task<IResult> Get(string venId, string? limit, IQuerySession session, CancellationToken cancellation)
    {
        var query = new QueryFields();
        var most = query.Limit(limit, LimitDefault, LimitMax);
        if (query.Problem is { } problem)
            return problem;
        if (await VenReader.FindAsync(session, venId, cancellation) is null)
            return Problems.NotFound("VEN", venId);
        var newest = await session
            .Query<Acknowledgement>()
            .Where(a => a.VenId == venId)
            .OrderByDescending(a => a.ReceivedAt)
            .ThenByDescending(a => a.Sequence)
            .Take(most)
            .ToListAsync(cancellation);
        return Results.Ok(newest.Select(View).ToList());
    }

    private static AckView View(Acknowledgement a) =>
        new(
            a.Id,
            a.VenId,
            a.EventId,
            a.CorrelationId,
            a.Op,
            a.Status,
            a.ReceivedAt,
            a.RequestedShedKw,
            a.ActualShedKw,
            a.CircuitsCurtailed,
            a.Reason
        );
}
