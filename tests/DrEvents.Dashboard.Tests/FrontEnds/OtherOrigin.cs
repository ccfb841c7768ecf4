using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DrEvents.Dashboard.Tests.FrontEnds;

/// <summary>Where a front end that is not ours comes from: a server of its own, with one page and its script.</summary>
internal sealed class OtherOrigin : IAsyncDisposable
{
    private readonly WebApplication _server;

    private OtherOrigin(WebApplication server, Uri url) => (_server, Url) = (server, url);

    /// <summary>Where its page is.</summary>
    public Uri Url { get; }

    /// <summary>The origin as browsers write it.</summary>
    public string Name => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts one on this port.</summary>
    public static async Task<OtherOrigin> StartAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var server = builder.Build();
        server.Run(context =>
            context.Request.Path == "/front-end.js"
                ? SendAsync(context, "front-end.js", "text/javascript")
                : SendAsync(context, "front-end.html", "text/html")
        );
        await server.StartAsync();
        return new OtherOrigin(server, new Uri($"http://127.0.0.1:{port}/"));
    }

    private static async Task SendAsync(HttpContext context, string name, string type)
    {
        context.Response.ContentType = type + "; charset=utf-8";
        await using var file = typeof(OtherOrigin).Assembly.GetManifestResourceStream(name)!;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
