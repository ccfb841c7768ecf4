using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Backend.Hosting;

/// <summary>Turns answers that the framework gives without a body (no such route, wrong method, wrong content type) into problem details.</summary>
public static class BareAnswers
{
    public static Task ExplainAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        return Results
            .Problem(title: ReasonPhrases.GetReasonPhrase(status), detail: Detail(http, status), statusCode: status)
            .ExecuteAsync(http);
    }

    private static string Detail(HttpContext http, int status) =>
        status switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {http.Request.Path}",
            StatusCodes.Status405MethodNotAllowed =>
                $"{http.Request.Path} has no {http.Request.Method}, only {http.Response.Headers.Allow}",
            StatusCodes.Status406NotAcceptable => $"Accept: {http.Request.Headers.Accept} where the answer is application/json",
            StatusCodes.Status415UnsupportedMediaType => $"Content-Type: {http.Request.ContentType} where application/json is needed",
            _ => $"{http.Request.Method} {http.Request.Path} was answered {status}",
        };
}
