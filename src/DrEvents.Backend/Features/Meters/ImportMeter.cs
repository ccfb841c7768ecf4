using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Files;

namespace DrEvents.Backend.Features.Meters;

[Middleware(typeof(KnownVen))]
public static class ImportMeter
{
    /// <summary>Imports a file of the utility's meter of a VEN: all of it, or nothing.</summary>
    /// <remarks>
    /// The body is the file: a time and a value on each line (<c>text/csv</c>), or Green Button (<c>application/xml</c>). What it says takes the place of what
    /// earlier files said of the same time. The file that was imported last changes nothing. <c>unit</c>: what a value of a table is, <c>kw</c> unless it is
    /// said, or <c>kwh</c>. <c>interval</c>: length of an interval, minutes. <c>zone</c>: by whose clock times without an offset are. <c>name</c>: of the file.
    /// A file that cannot be taken is answered with 400, whose <c>detail</c> names file, line and field.
    /// </remarks>
    [WolverinePost("/api/vens/{venId}/meter")]
    [Needs(Need.Settle)]
    [BodyUpTo(MeterLimits.BytesMax)]
    [ProducesResponseType(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType(StatusCodes.Status415UnsupportedMediaType)]
    public static async Task<Results<Ok<MeterImportAnswer>, ProblemHttpResult>> Post(
        string venId,
        string? unit,
        string? interval,
        string? zone,
        string? name,
        HttpContext http,
        [NotBody] MeterImporting importing,
        IDocumentSession session,
        IOptions<LikeDayOptions> likeDays,
        CancellationToken cancellation
    )
    {
        await importing.EnterAsync(cancellation);
        try
        {
            var asked = (unit, interval, zone, name);
            var (upload, problem) = await MeterUpload.ReadAsync(http.Request, asked, likeDays.Value, cancellation);
            if (upload is null)
                return TypedResults.Problem(problem);
            var (import, isNew) = await importing.ImportAsync(session, venId, upload, cancellation);
            return TypedResults.Ok(new MeterImportAnswer(isNew, MeterViews.Of(import)));
        }
        catch (BadFileException bad)
        {
            return TypedResults.Problem(UploadedFile.ProblemOf(bad));
        }
        finally
        {
            importing.Leave();
        }
    }
}
