using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Backend.Hosting;

/// <summary>An endpoint whose body is a file, and may be longer than others.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BodyUpToAttribute(int bytes) : Attribute, IRequestSizeLimitMetadata
{
    public int Bytes => bytes;

    /// <summary>A longer one is still read to its end to be refused, see <see cref="RequestBodies.RefusedBytesMax"/>.</summary>
    long? IRequestSizeLimitMetadata.MaxRequestBodySize => 2L * bytes;
}

/// <summary>Reads each body to its end before an endpoint runs, so that one that is too long or breaks off is answered with its own status.</summary>
public static class RequestBodies
{
    /// <summary>Longest body, in bytes: an event for every VEN of a fleet of 10,000 by name fits in.</summary>
    public const int BytesMax = 1024 * 1024;

    /// <summary>Read to its end only to be refused: who still writes when the connection closes never sees the answer. A longer one is cut off.</summary>
    public const int RefusedBytesMax = 8 * BytesMax;
    private const int ReadBytes = 64 * 1024;

    public static void ReadWhole(WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                var bytesMax = context.GetEndpoint()?.Metadata.GetMetadata<BodyUpToAttribute>()?.Bytes ?? BytesMax;
                if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
                    await ReadWholeAsync(context.Request, bytesMax, context.RequestAborted);
                await next(context);
            }
        );

    private static async Task ReadWholeAsync(HttpRequest request, int bytesMax, CancellationToken cancellation)
    {
        var sent = request.Body;
        request.EnableBuffering(bufferThreshold: BytesMax + ReadBytes);
        try
        {
            await request.Body.DrainAsync(bytesMax, cancellation);
        }
        catch (InvalidDataException)
        {
            await sent.CopyToAsync(Stream.Null, cancellation);
            var problem = $"Request body too large. The max request body size is {bytesMax} bytes.";
            throw new BadHttpRequestException(problem, StatusCodes.Status413PayloadTooLarge);
        }
        // A chunked body is as long as it was: endpoints whose body is optional go by this.
        request.ContentLength = request.Body.Position;
        request.Body.Position = 0;
    }
}
