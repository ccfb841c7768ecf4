namespace DrEvents.Backend.Features.Telemetry;

public static class GetTelemetry
{
    public static Task<(SampleQuery Query, ProblemDetails Problem)> LoadAsync(
        string venId,
        string? start,
        string? end,
        string? limit,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    ) => SampleQuery.ReadAsync(new QueryFields(), venId, start, end, limit, session, clock.GetUtcNow(), cancellation);

    /// <summary>Lists the samples of a VEN as they were stored, newest first.</summary>
    [WolverineGet("/api/vens/{venId}/telemetry")]
    public static async Task<TelemetryPage> Get(SampleQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var (samples, totalCount) = await SampleReader.NewestAsync(session, query.VenId, query.Range, query.Limit, _ => 1, cancellation);
        return new TelemetryPage(query.VenId, [.. samples.Select(View)], totalCount);
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
