using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Shadow;

public static class GetShadow
{
    public static async Task<(ShadowDocument? Document, ProblemDetails Problem)> LoadAsync(
        string venId,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        if (await FindVen.AsNowAsync(session, venId, cancellation) is null)
            return (null, Problems.NotFound("VEN", venId));
        return await session.LoadAsync<ShadowDocument>(venId, cancellation) is { Exists: true } document
            ? (document, Problems.None)
            : (null, Problems.NotFound("shadow of VEN", venId));
    }

    /// <summary>Shows the device shadow of a VEN, as AWS IoT hands it out.</summary>
    [WolverineGet("/api/vens/{venId}/shadow")]
    public static JsonObject Get(ShadowDocument? document) => document!.ToJson(document.Timestamp);
}
