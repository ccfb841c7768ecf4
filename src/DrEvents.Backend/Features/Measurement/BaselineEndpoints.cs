using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Measurement;

public static class GetBaselines
{
    public static async Task<ProblemDetails> ValidateAsync(string id, string? venId, IQuerySession session, CancellationToken cancellation)
    {
        var errors = new FieldErrors().If(venId is not null && !VenIds.IsValid(venId), "venId", "is no VEN id");
        if (!errors.None)
            return errors.Answer;
        return EventIds.IsValid(id) && await session.LoadAsync<DrEvent>(id, cancellation) is not null
            ? Problems.None
            : Problems.NotFound("event", id);
    }

    /// <summary>Lists the sealed baselines of an event with their readings.</summary>
    [WolverineGet("/api/events/{id}/baselines")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<BaselineView[]> Get(string id, string? venId, IQuerySession session, CancellationToken cancellation)
    {
        var seals = venId is null
            ? await session.EventsAsync<BaselineSealed>(BaselineSealed.StreamOf(id), "venId", values: null, cancellation)
            : await session.SealsAsync(id, [venId], cancellation);
        return [.. seals.OrderBy(b => b.VenId, StringComparer.Ordinal).Select(View)];
    }

    private static BaselineView View(BaselineSealed b) =>
        new(
            b.VenId,
            b.Method,
            b.BaselineKw,
            b.Verified,
            b.Reason,
            b.WindowStart,
            b.WindowEnd,
            b.At,
            [.. b.OffsetsMs.Zip(b.UsedPowersKw, (ms, kw) => new BaselineReading(b.WindowStart.AddMilliseconds(ms), kw))],
            b.Hash,
            b.ReportIntervalSeconds,
            b.LikeDays is { } d
                ? new BaselineLikeDays(d.Start, d.Kw, d.MovedBy, d.ErrorKw, d.BeforeErrorKw, [.. d.Days.Select(k => k.Date)])
                : null
        );
}

[Middleware(typeof(MeasuredEvent))]
public static class ReplayEvent
{
    /// <summary>Rebuilds the figures of an event from its streams, and compares them with the stored ones.</summary>
    [WolverinePost("/api/events/{id}/replay")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<ReplayReport> Post(string id, [NotBody] Replay replay, CancellationToken cancellation) =>
        (await replay.OfAsync(id, cancellation))!;
}
