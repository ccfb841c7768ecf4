using System.Security.Claims;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

public static class GetAcknowledgements
{
    /// <summary>Lists the acknowledgements of a VEN, newest first.</summary>
    [WolverineGet("/api/vens/{venId}/events")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<Results<Ok<AckView[]>, ProblemHttpResult>> Get(
        string venId,
        string? limit,
        ClaimsPrincipal user,
        ProgrammesOfEvents events,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        var most = fields.Limit(limit);
        if (!fields.None)
            return TypedResults.Problem(fields.Answer);
        if (await FindVen.AsNowAsync(session, venId, cancellation) is null)
            return TypedResults.Problem(Problems.NotFound("VEN", venId));
        if (await ReadModelBuild.NotReadyAsync(session, AcknowledgementProjection.BuildName, cancellation) is { } notReady)
            return TypedResults.Problem(notReady);
        var asked = session.Query<Acknowledgement>().Where(a => a.VenId == venId);
        if (OfCaller.Programmes(user) is { } own)
        {
            var all = (await session.PartsOfVenAsync(venId, cancellation)).Select(p => p.EventId).OfType<string>().ToList();
            string[] others = [.. await events.OthersAsync(own, all, cancellation)];
            asked = asked.Where(a => a.EventId == null || !a.EventId!.IsOneOf(others));
        }
        var newest = await asked
            .OrderByDescending(a => a.ReceivedAt)
            .ThenByDescending(a => a.Sequence)
            .Take(most)
            .ToListAsync(cancellation);
        return TypedResults.Ok(newest.Select(View).ToArray());
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
            a.CircuitsCurtailed?.Select(View).ToArray(),
            a.Reason
        );

    private static CurtailedCircuitView View(CurtailedCircuit c) =>
        new(
            c.Id,
            c.Name ?? c.Id,
            c.BreakerAmps ?? 0,
            c.OriginalKw ?? c.FinalKw + c.CurtailedKw ?? 0,
            c.CurtailedKw ?? c.OriginalKw - c.FinalKw ?? 0,
            c.FinalKw ?? c.OriginalKw - c.CurtailedKw ?? 0,
            c.Critical ?? false
        );
}
