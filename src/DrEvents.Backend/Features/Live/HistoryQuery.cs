using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>What is asked of the history, in whole intervals: a point is the mean of all of its interval.</summary>
public sealed record HistoryQuery(DateTimeOffset Start, DateTimeOffset End, TimeSpan Granularity)
{
    private static readonly Dictionary<string, TimeSpan> Granularities = new() { ["5m"] = Interval.Length, ["1h"] = TimeSpan.FromHours(1) };

    /// <summary>Reads the parameters: the last 24 hours at 5 minutes unless they say otherwise.</summary>
    /// <param name="venId">Whose history it is; null for the fleet's.</param>
    public static async Task<(HistoryQuery Query, ProblemDetails Problem)> ReadAsync(
        string? venId,
        string? start,
        string? end,
        string? granularity,
        IQuerySession session,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        var range = fields.Range(start, end, now);
        var length = Interval.Length;
        if (!string.IsNullOrEmpty(granularity) && !Granularities.TryGetValue(granularity, out length))
            fields.If(true, "granularity", "is neither 5m nor 1h");
        if (!fields.None)
            return (new HistoryQuery(now, now, Interval.Length), fields.Answer);
        var query = new HistoryQuery(
            Interval.StartOf(range.Start, length),
            Interval.StartOf(range.End.AddTicks(-1), length) + length,
            length
        );
        if (venId is not null && await FindVen.AsNowAsync(session, venId, cancellation) is null)
            return (query, Problems.NotFound("VEN", venId));
        return (query, await LiveReadiness.OfAsync(session, query.Start, cancellation));
    }

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
