using Marten.Exceptions;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace DrEvents.Backend.Hosting;

/// <summary>Answers 503 with Retry-After while PostgreSQL is away, and 500 with problem details for what is a bug of ours.</summary>
public sealed partial class StoreAway(ILogger<StoreAway> log) : IExceptionHandler
{
    private const int RetryAfterS = 5;

    /// <summary>Whether the cause is that the store cannot be reached, or cannot keep up, now.</summary>
    public static bool IsCauseOf(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException postgres)
                return postgres.IsTransient || postgres.SqlState.StartsWith("57", StringComparison.Ordinal);
            if (cause is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
                return true;
        }
        return false;
    }

    /// <inheritdoc />
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is BadHttpRequestException bad)
        {
            await Results
                .Problem(title: "The request cannot be read", detail: bad.Message, statusCode: bad.StatusCode)
                .ExecuteAsync(httpContext);
            return true;
        }
        if (IsCauseOf(exception))
        {
            LogAway(log, httpContext.Request.Method, httpContext.Request.Path, exception.Message);
            httpContext.Response.Headers.RetryAfter = RetryAfterS.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await Results
                .Problem(
                    title: "The event store is not available",
                    detail: $"Nothing was changed. Try again in {RetryAfterS} s.",
                    statusCode: StatusCodes.Status503ServiceUnavailable
                )
                .ExecuteAsync(httpContext);
            return true;
        }
        LogBug(log, exception, httpContext.Request.Method, httpContext.Request.Path);
        await Results
            .Problem(title: "This is an error of DrEvents", detail: "It was logged.", statusCode: StatusCodes.Status500InternalServerError)
            .ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} answered 503: {Problem}")]
    private static partial void LogAway(ILogger log, string method, string path, string problem);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogBug(ILogger log, Exception cause, string method, string path);
}
