using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DrEvents.Cli.Tests.Surroundings;

/// <summary>
/// A test double of the backend: a real web server on a real socket that knows nothing and answers what a test laid out for it.
/// It remembers what it was asked. Whether the real backend answers so is for the backend's own tests to say.
/// </summary>
public sealed class CannedBackend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<CannedAnswer>> _answers = new();
    private readonly ConcurrentQueue<AskedRequest> _asked = new();

    private CannedBackend(WebApplication app) => _app = app;

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<AskedRequest> Asked => [.. _asked];

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.Single();

    public static async Task<CannedBackend> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var backend = new CannedBackend(builder.Build());
        backend._app.Run(backend.Serve);
        await backend._app.StartAsync();
        return backend;
    }

    /// <summary>Lays out an answer. Several for the same request are given one after the other, the last one from then on.</summary>
    public CannedBackend Answers(string request, int status, string body, string mediaType = "application/json", string? retryAfter = null)
    {
        _answers.GetOrAdd(request, _ => new()).Enqueue(new CannedAnswer(status, body, mediaType, retryAfter));
        return this;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Serve(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        _asked.Enqueue(
            new AskedRequest(request, await reader.ReadToEndAsync())
            {
                Authorization = $"{context.Request.Headers.Authorization}",
                Reason = $"{context.Request.Headers["X-Reason"]}",
            }
        );
        if (!_answers.TryGetValue(request, out var answers) || !answers.TryPeek(out var answer))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (answers.Count > 1)
            answers.TryDequeue(out _);
        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is not null)
            context.Response.Headers.RetryAfter = answer.RetryAfter;
        if (answer.Body.Length == 0)
            return;
        context.Response.ContentType = answer.MediaType;
        await context.Response.WriteAsync(answer.Body);
    }

    private sealed record CannedAnswer(int Status, string Body, string MediaType, string? RetryAfter);
}

/// <summary>A request as it arrived: method, path and query, and the body.</summary>
public sealed record AskedRequest(string Line, string Body)
{
    /// <summary>The header of this name; empty where there was none.</summary>
    public string Authorization { get; init; } = "";

    /// <summary>Why it was asked for; empty where nobody said.</summary>
    public string Reason { get; init; } = "";
}
