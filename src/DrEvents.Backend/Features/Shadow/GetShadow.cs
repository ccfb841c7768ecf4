using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Shadow;

/// <summary>The shadow of a VEN.</summary>
public static class GetShadow
{
    /// <summary>The document as AWS IoT hands it out.</summary>
    [WolverineGet("/api/vens/{venId}/shadow")]
    public static async Task<IResult> Get(string venId, IQuerySession session, CancellationToken cancellation)
    {
        if (await VenReader.FindAsync(session, venId, cancellation) is null)
            return Problems.NotFound("VEN", venId);
        return await session.LoadAsync<ShadowDocument>(venId, cancellation) is { Exists: true } document
            ? Results.Ok(document.ToJson(document.Timestamp))
            : Problems.NotFound("shadow of VEN", venId);
    }
}
