using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Telemetry;

public static class ReadCircuitQuery
{
    public static (SampleQuery Query, ProblemDetails Problem) Before(
        [FromQuery(Name = "load_id")] string? loadId,
        string? start,
        string? end,
        string? limit,
        TimeProvider clock
    )
    {
        var fields = new QueryFields();
        fields.If(loadId?.Contains('\0', StringComparison.Ordinal) == true, "load_id", "holds a NUL character");
        var samples = SampleQuery.Read(fields, start, end, limit, clock.GetUtcNow());
        return (samples with { LoadId = string.IsNullOrEmpty(loadId) ? null : loadId }, fields.Answer);
    }
}

[Middleware(typeof(ReadCircuitQuery), typeof(KnownVen))]
public static class GetCircuits
{
    /// <summary>Lists the circuits of a VEN, moment by moment: the newest, in ascending order of time.</summary>
    [WolverineGet("/api/vens/{venId}/circuits/history")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<CircuitPage> Get(string venId, SampleQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var (readings, totalCount) = await CircuitReader.NewestAsync(session, venId, query, cancellation);
        var descriptions = await CircuitReader.DescriptionsAsync(session, venId, cancellation);
        var circuits = readings.OrderBy(r => r.At).Select(r => CircuitReader.Describe(r, descriptions));
        return new CircuitPage(venId, query.LoadId, [.. circuits], totalCount);
    }
}
