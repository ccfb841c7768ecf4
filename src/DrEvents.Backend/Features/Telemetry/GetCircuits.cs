namespace DrEvents.Backend.Features.Telemetry;

public sealed record CircuitQuery(SampleQuery Samples, string? LoadId);

public static class GetCircuits
{
    public static async Task<(CircuitQuery Query, ProblemDetails Problem)> LoadAsync(
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
        var fields = new QueryFields();
        fields.If(loadId?.Contains('\0', StringComparison.Ordinal) == true, "load_id", "holds a NUL character");
        var (samples, problem) = await SampleQuery.ReadAsync(fields, venId, start, end, limit, session, clock.GetUtcNow(), cancellation);
        return (new CircuitQuery(samples, string.IsNullOrEmpty(loadId) ? null : loadId), problem);
    }

    /// <summary>Lists the circuits of a VEN, moment by moment: the newest, in ascending order of time.</summary>
    [WolverineGet("/api/vens/{venId}/circuits/history")]
    public static async Task<CircuitPage> Get(CircuitQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var ((venId, range, limit), loadId) = query;
        var (readings, totalCount) = await CircuitReader.NewestAsync(session, venId, loadId, range, limit, cancellation);
        var descriptions = await CircuitReader.DescriptionsAsync(session, venId, cancellation);
        var circuits = readings.OrderBy(r => r.At).Select(r => CircuitReader.Describe(r, descriptions));
        return new CircuitPage(venId, loadId, [.. circuits], totalCount);
    }
}
