using Microsoft.AspNetCore.Http.Features;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Reads each body to its end before an endpoint runs. A body that is too long, breaks off or is no HTTP is then the exception that says
/// so and is answered with its own status; met while JSON is read, it would end as a 400 without a word. Nothing is half done either.
/// </summary>
public static class RequestBodies
{
    /// <summary>Longest body, in bytes: an event for every VEN of a fleet of 10,000 by name fits in.</summary>
    public const int BytesMax = 1024 * 1024;

    /// <summary>Reads the bodies of whatever comes after it.</summary>
    public static void ReadWhole(WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
                {
                    var request = context.Request;
                    request.EnableBuffering(bufferThreshold: BytesMax);
                    await request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                    // A chunked body is as long as it was: endpoints whose body is optional go by this.
                    request.ContentLength = request.Body.Position;
                    request.Body.Position = 0;
                }
                await next(context);
            }
        );
}
