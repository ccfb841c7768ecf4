using DrEvents.Backend.Hosting;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>What an auditor asks: what a baseline rests on, and whether the figures follow from the streams.</summary>
public static class MeasurementEndpoints
{
    /// <summary>Sealed baselines of an event with their readings; with <c>venId</c>, that of one VEN.</summary>
    [WolverineGet("/api/events/{id}/baselines")]
    public static async Task<IResult> Baselines(string id, string? venId, IDocumentStore store, CancellationToken cancellation)
    {
        if (new FieldErrors().If(venId is not null && !VenIds.IsValid(venId), "venId", "is no VEN id").Answer is { } wrong)
            return wrong;
        await using var session = store.QuerySession();
        if (!EventIds.IsValid(id) || await session.LoadAsync<Events.DrEvent>(id, cancellation) is null)
            return Problems.NotFound("event", id);
        var all = await BaselineReader.AllAsync(session, id, venId, cancellation);
        return Results.Ok(all.Select(View));
    }

    /// <summary>Rebuilds the event's figures from its streams and compares them with the stored ones.</summary>
    [WolverinePost("/api/events/{id}/replay")]
    public static async Task<IResult> Replay(string id, Replay replay, CancellationToken cancellation) =>
        EventIds.IsValid(id) && await replay.OfAsync(id, cancellation) is { } report ? Results.Ok(report) : Problems.NotFound("event", id);

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
            b.Hash
        );
}
