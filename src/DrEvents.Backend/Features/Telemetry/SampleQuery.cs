using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Telemetry;

public sealed record SampleQuery(string VenId, TimeRange Range, int Limit)
{
    private const int LimitDefault = 100;
    private const int LimitMax = 5_000;

    public static async Task<(SampleQuery Query, ProblemDetails Problem)> ReadAsync(
        QueryFields fields,
        string venId,
        string? start,
        string? end,
        string? limit,
        IQuerySession session,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var query = new SampleQuery(venId, fields.Range(start, end, now), fields.Limit(limit, LimitDefault, LimitMax));
        return (query, fields.None ? await FindVen.OrNotFoundAsync(session, venId, cancellation) : fields.Answer);
    }
}
