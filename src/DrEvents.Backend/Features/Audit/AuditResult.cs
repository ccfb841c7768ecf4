using DrEvents.Measurement.Results;
using Microsoft.AspNetCore.Http.Features;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Answers with a bundle while it is written: what goes wrong meanwhile breaks the answer off, and a ZIP file without its end is none.</summary>
public sealed class AuditResult(string eventId, ResultIssued result, AuditExport export) : IResult
{
    public const string ContentType = "application/zip";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{eventId}-result-{result.Number}.zip\"";
        if (httpContext.IsHead())
            return;
        // The framework's ZIP writer now and then writes at once.
        httpContext.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        await export.WriteAsync(eventId, result, response.Body, httpContext.RequestAborted);
    }
}
