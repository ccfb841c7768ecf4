using System.Net;
using System.Net.Sockets;
using DrEvents.Contracts.Http;

namespace DrEvents.Ven.Web;

/// <summary>The VEN's own page, for the people in the house, and its JSON API.</summary>
internal sealed class VenPage : IAsyncDisposable
{
    /// <summary>A home has few screens; what comes beyond that waits or is refused.</summary>
    private const int ConnectionsMax = 64;

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping;

    private VenPage(WebApplication app, CancellationTokenSource stopping) => (_app, _stopping) = (app, stopping);

    /// <summary>Where the page is served.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Serves the page until disposed.</summary>
    /// <exception cref="IOException">The address or the port cannot be used.</exception>
    public static async Task<VenPage> StartAsync(string host, int port, IOwnerDesk desk, PageAccess access, TimeProvider clock)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var address = host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
                kestrel.Listen(address, port);
            });
        var app = builder.Build();
        var stopping = new CancellationTokenSource();
        var api = new VenApi(desk, access, new LiveStream(desk, clock, stopping.Token));
        app.Run(context => AnswerAsync(context, api, access));
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            stopping.Dispose();
            throw new IOException($"{KeyOf(e)}: {host}:{port} cannot be used: {e.GetBaseException().Message}", e);
        }
        return new VenPage(app, stopping);
    }

    /// <summary>The setting that has to be another one.</summary>
    private static string KeyOf(Exception e) =>
        e.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressNotAvailable } ? "Web:Host" : "Web:Port (WEB_PORT)";

    public async ValueTask DisposeAsync()
    {
        // Streams would hold the server up.
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static Task AnswerAsync(HttpContext context, VenApi api, PageAccess access)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers[SafeHeaders.PermissionsPolicy] = SafeHeaders.NoPermissions;
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
        if (access.Forbids(request) is { } forbidden)
            return forbidden.WriteAsync(context);
        if (request.Path.StartsWithSegments("/api", StringComparison.Ordinal, out var rest) && rest.HasValue)
            return api.AnswerAsync(context);
        if (Asset.Of(request.Path.Value ?? "") is not { } asset)
            return new Problem(StatusCodes.Status404NotFound, "There is nothing of this name").WriteAsync(context);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.Headers.Allow = "GET, HEAD";
            return new Problem(StatusCodes.Status405MethodNotAllowed, "Not with this method", "allowed: GET, HEAD").WriteAsync(context);
        }
        response.Headers.ETag = asset.ETag;
        if (request.Headers.IfNoneMatch == asset.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Bytes.Length;
        return HttpMethods.IsHead(request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(asset.Bytes, context.RequestAborted).AsTask();
    }
}
