using System.Net;
using System.Text.Json;

namespace DrEvents.Ven.Web;

/// <summary>The VEN's own page: what it does now, for the person in the house. It shows and changes nothing.</summary>
internal sealed class VenPage : IAsyncDisposable
{
    private static readonly Dictionary<string, Asset> Assets = new()
    {
        ["/"] = Asset.Read("index.html", "text/html; charset=utf-8"),
        ["/palette.css"] = Asset.Read("palette.css", "text/css; charset=utf-8"),
        ["/page.css"] = Asset.Read("page.css", "text/css; charset=utf-8"),
        ["/page.js"] = Asset.Read("page.js", "text/javascript; charset=utf-8"),
    };

    private readonly WebApplication _app;

    private VenPage(WebApplication app) => _app = app;

    /// <summary>Serves the page until disposed.</summary>
    /// <exception cref="IOException">The port cannot be used.</exception>
    public static async Task<VenPage> StartAsync(string host, int port, Func<VenView> look)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var address = host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(address, port));
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, look));
        try
        {
            await app.StartAsync();
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new IOException($"Web:Port (WEB_PORT): {host}:{port} cannot be used: {e.Message}", e);
        }
        return new VenPage(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task AnswerAsync(HttpContext context, Func<VenView> look)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        if (!HttpMethods.IsGet(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }
        if (request.Path == "/api/state")
        {
            response.ContentType = "application/json";
            return JsonSerializer.SerializeAsync(response.Body, look(), VenViewJson.Default.VenView, context.RequestAborted);
        }
        if (Assets.TryGetValue(request.Path, out var asset))
        {
            response.ContentType = asset.ContentType;
            return response.Body.WriteAsync(asset.Bytes, context.RequestAborted).AsTask();
        }
        response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private sealed record Asset(string ContentType, byte[] Bytes)
    {
        public static Asset Read(string name, string contentType)
        {
            using var resource = typeof(VenPage).Assembly.GetManifestResourceStream("web/" + name)!;
            using var bytes = new MemoryStream();
            resource.CopyTo(bytes);
            return new Asset(contentType, bytes.ToArray());
        }
    }
}
