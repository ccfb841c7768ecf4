using DrEvents.Backend.Features.Access;
using Microsoft.AspNetCore.Http.Features;

namespace DrEvents.Backend.Features.Streams;

/// <summary>
/// Answers with messages for as long as the client listens and this process runs. The framework's own answer of this kind knows no comments, and would make
/// the JSON of each message anew for every client.
/// </summary>
public sealed class StreamResult(Func<CancellationToken, IAsyncEnumerable<byte[]>> read) : IResult
{
    public const string ContentType = "text/event-stream";

    /// <summary>So often it is looked whether who listens is still let in. There is a comment more often than that.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache, no-store";
        // Proxies such as nginx keep back what they could send at once otherwise.
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // It lasts for hours, and says nothing of how long answers take.
        if (httpContext.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
            metrics.MetricsDisabled = true;
        if (httpContext.IsHead())
            return;
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        var (services, caller) = (httpContext.RequestServices, Caller.Of(httpContext.User));
        var (ways, clock) = (services.GetRequiredService<WaysIn>(), services.GetRequiredService<TimeProvider>());
        var looked = clock.GetTimestamp();
        try
        {
            await foreach (var frame in read(ends.Token).WithCancellation(ends.Token))
            {
                if (caller is not null && clock.GetElapsedTime(looked) > LookEvery)
                {
                    looked = clock.GetTimestamp();
                    if (!ways.IsStill(caller))
                        return;
                }
                await response.BodyWriter.WriteAsync(frame, ends.Token);
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The client went, or this process stops: the answer ends as it is.
        }
    }
}
