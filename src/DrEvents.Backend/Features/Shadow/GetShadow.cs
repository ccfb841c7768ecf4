using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Shadow;

[Middleware(typeof(KnownVen))]
public static class GetShadow
{
    /// <summary>Shows the device shadow of a VEN, as AWS IoT hands it out.</summary>
    [WolverineGet("/api/vens/{venId}/shadow")]
    public static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> Get(
        string venId,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        await session.LoadAsync<ShadowDocument>(venId, cancellation) is { Exists: true } document
            ? TypedResults.Ok(document.ToJson(document.Timestamp))
            : TypedResults.Problem(Problems.NotFound("shadow of VEN", venId));
}
