using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Meters;
using DrEvents.Measurement.Files;

namespace DrEvents.Backend.Features.Weather;

public static class ImportTemperature
{
    /// <summary>Imports a file of outdoor temperatures of a site: all of it, or nothing.</summary>
    /// <remarks>
    /// The body is the file: a time and a value on each line (<c>text/csv</c>). What it says takes the place of what earlier files said of the same time. The
    /// file that was imported last changes nothing. <c>unit</c>: what a value is, <c>c</c> unless it is said, or <c>f</c>. <c>zone</c>: by whose clock times
    /// without an offset are. <c>name</c>: of the file. A VEN is at the site that its group <c>site:NAME</c> names, and at <c>default</c> without one. A file
    /// that cannot be taken is answered with 400, whose <c>detail</c> names file, line and field.
    /// </remarks>
    [WolverinePost("/api/sites/{site}/temperature")]
    [Needs(Need.Settle)]
    [BodyUpTo(TemperatureLimits.BytesMax)]
    [ProducesResponseType(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType(StatusCodes.Status415UnsupportedMediaType)]
    public static async Task<Results<Ok<TemperatureImportAnswer>, ProblemHttpResult>> Post(
        string site,
        string? unit,
        string? zone,
        string? name,
        HttpContext http,
        [NotBody] TemperatureImporting importing,
        IDocumentSession session,
        IOptions<LikeDayOptions> likeDays,
        CancellationToken cancellation
    )
    {
        await importing.EnterAsync(cancellation);
        try
        {
            var asked = (unit, zone, name);
            var (upload, problem) = await TemperatureUpload.ReadAsync(site, http.Request, asked, likeDays.Value, cancellation);
            if (upload is null)
                return TypedResults.Problem(problem);
            var (import, isNew) = await importing.ImportAsync(session, site, upload, cancellation);
            return TypedResults.Ok(new TemperatureImportAnswer(isNew, TemperatureViews.Of(import)));
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
