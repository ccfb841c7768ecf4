using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

public sealed record AcknowledgementQuery(string VenId, int Limit);

public static class GetAcknowledgements
{
    public static async Task<(AcknowledgementQuery Query, ProblemDetails Problem)> LoadAsync(
        string venId,
        string? limit,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        var query = new AcknowledgementQuery(venId, fields.Limit(limit));
        if (!fields.None)
            return (query, fields.Answer);
        var problem = await FindVen.OrNotFoundAsync(session, venId, cancellation);
        return (
            query,
            ReferenceEquals(problem, Problems.None)
                ? await ReadModelBuild.ReadyAsync(session, AcknowledgementProjection.BuildName, cancellation)
                : problem
        );
    }

    /// <summary>Lists the acknowledgements of a VEN, newest first.</summary>
    [WolverineGet("/api/vens/{venId}/events")]
    public static async Task<IReadOnlyList<AckView>> Get(AcknowledgementQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var newest = await session
            .Query<Acknowledgement>()
            .Where(a => a.VenId == query.VenId)
            .OrderByDescending(a => a.ReceivedAt)
            .ThenByDescending(a => a.Sequence)
            .Take(query.Limit)
            .ToListAsync(cancellation);
        return [.. newest.Select(View)];
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
