using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>What is asked of the history, in whole intervals: a point is the mean of all of its interval.</summary>
public sealed record HistoryQuery(DateTimeOffset Start, DateTimeOffset End, TimeSpan Granularity)
{
    /// <summary>A VEN's intervals of the range; the newest one is still with the VEN's live figures.</summary>
    public async Task<IReadOnlyList<VenInterval>> IntervalsAsync(IQuerySession session, string venId, CancellationToken cancellation)
    {
        var (from, to) = (Start, End);
        // The live figures first: an interval that is closed between the two reads is then read twice and not missed.
        var open = (await session.LoadAsync<VenLive>(venId, cancellation))?.OpenInterval;
        var closed = await session
            .Query<VenInterval>()
            .Where(i => i.VenId == venId && i.Start >= from && i.Start < to)
            .ToListAsync(cancellation);
        return open is null || open.Start < from || open.Start >= to || closed.Any(i => i.Id == open.Id) ? closed : [.. closed, open];
    }
}

/// <summary>Runs before endpoints that show history, and reads what is asked: the last 24 hours at 5 minutes unless the parameters say otherwise.</summary>
public static class ReadHistoryQuery
{
    private static readonly Dictionary<string, TimeSpan> Granularities = new() { ["5m"] = Interval.Length, ["1h"] = TimeSpan.FromHours(1) };

    public static (HistoryQuery Query, ProblemDetails Problem) Before(string? start, string? end, string? granularity, TimeProvider clock)
    {
        var fields = new QueryFields();
        var range = fields.Range(start, end, clock.GetUtcNow());
        var length = Granularities.GetValueOrDefault(string.IsNullOrEmpty(granularity) ? "5m" : granularity);
        fields.If(length == default, "granularity", "is neither 5m nor 1h");
        return fields.None
            ? (new(Interval.StartOf(range.Start, length), Interval.StartOf(range.End.AddTicks(-1), length) + length, length), Problems.None)
            : (new(range.Start, range.End, Interval.Length), fields.Answer);
    }
}

/// <summary>Runs after that: 503 while what is asked for is still being made.</summary>
public static class HistoryIsThere
{
    public static Task<ProblemDetails> BeforeAsync(HistoryQuery query, IQuerySession session, CancellationToken cancellation) =>
        LiveReadiness.OfAsync(session, query.Start, cancellation);
}
