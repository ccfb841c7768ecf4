using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Trail;

namespace DrEvents.Backend.Features.Audit;

public static class GetAudit
{
    public static Task<(AskedResult? Asked, ProblemDetails Problem)> LoadAsync(
        string id,
        string? number,
        IQuerySession session,
        IOptions<ResultOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    ) => AskedResult.FindToMeasureAsync(id, number, session, options.Value, clock.GetUtcNow(), cancellation);

    /// <summary>Downloads all that a result rests on, as a ZIP file: <c>drevents audit verify</c> makes every figure of it anew.</summary>
    /// <remarks><c>number</c>: of the result; the newest unless it is said. 404 while there is none; <c>detail</c> says when there will be.</remarks>
    [WolverineGet("/api/events/{id}/audit")]
    [Needs(Need.Audit)]
    [HeavyRead]
    [TakesOut]
    [ProducesResponseType<byte[]>(StatusCodes.Status200OK, AuditResult.ContentType)]
    public static IResult Get(string id, AskedResult? asked, AuditExport export) => new AuditResult(id, asked!.Result, export);
}
