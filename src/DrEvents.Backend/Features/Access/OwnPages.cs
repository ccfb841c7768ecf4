using System.Net;

namespace DrEvents.Backend.Features.Access;

/// <summary>
/// Takes requests of this process's own pages as those of whoever looks at them: pages ask over this machine's own network, so that the connection says
/// nothing of who sits before them.
/// </summary>
public static class OwnPages
{
    /// <summary>To be used before anything that asks from where a request comes.</summary>
    public static void Use(WebApplication app)
    {
        var own = app.Services.GetRequiredService<OwnKeys>();
        app.Use(
            (context, next) =>
            {
                if (ViewerOf(context.Request.Headers, own) is { } viewer)
                    context.Connection.RemoteIpAddress = viewer;
                return next(context);
            }
        );
    }

    private static IPAddress? ViewerOf(IHeaderDictionary headers, OwnKeys own) =>
        IPAddress.TryParse(headers[RequestHeaders.Viewer], out var viewer)
        && headers[RequestHeaders.ViewerProof].ToString() is { Length: > 0 } proof
        && own.KnownBy(ApiKey.HashOf(proof)) is not null
            ? viewer
            : null;
}
