using Microsoft.AspNetCore.Diagnostics;

namespace DrEvents.Backend.Hosting;

/// <summary>Answers 503 while PostgreSQL is away, and 500 with problem details for what is a bug of ours.</summary>
public sealed class StoreAway(ILogger<StoreAway> log) : IExceptionHandler
{
    public static bool IsCauseOf(Exception e) => CauseOf(e) is not null;

    /// <summary>What was said of PostgreSQL's being away, under whatever it is wrapped into; null where something else is the cause.</summary>
    public static Exception? CauseOf(Exception e) =>
        e switch
        {
            PostgresException postgres => postgres.IsTransient || postgres.SqlState.StartsWith("57", StringComparison.Ordinal) ? e : null,
            NpgsqlException or TimeoutException or System.Net.Sockets.SocketException => e,
            { InnerException: { } inner } => CauseOf(inner),
            _ => null,
        };

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var request = httpContext.Request;
        var (title, detail, status) = exception switch
        {
            BadHttpRequestException bad => ("The request cannot be read", bad.Message, bad.StatusCode),
            _ when IsCauseOf(exception) => (
                "The event store is not available",
                "Nothing was changed. Try again in a few seconds.",
                StatusCodes.Status503ServiceUnavailable
            ),
            _ => ("This is an error of DrEvents", "It was logged.", StatusCodes.Status500InternalServerError),
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
            log.LogWarning("{Method} {Path} answered 503: {Problem}", request.Method, request.Path, exception.Message);
        else if (status == StatusCodes.Status500InternalServerError)
            log.LogError(exception, "{Method} {Path} failed", request.Method, request.Path);
        await Results.Problem(title: title, detail: detail, statusCode: status).ExecuteAsync(httpContext);
        return true;
    }
}
