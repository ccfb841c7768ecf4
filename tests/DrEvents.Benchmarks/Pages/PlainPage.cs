using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DrEvents.Benchmarks.Pages;

/// <summary>
/// The floor of a page: one of hand-written HTML that is usable when its socket gave it its rows, in the same browser and beside the same load. Its table is as
/// large as the part of ours that a browser holds, and does nothing while it scrolls.
/// </summary>
internal sealed class PlainPage : IAsyncDisposable
{
    private const int Rows = 60;

    private const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
        <title>Plain</title>
        <style>.scroll { height: 30rem; overflow: auto } td { padding: .3rem 1rem; border-bottom: 1px solid silver }</style>
        </head>
        <body>
        <main aria-busy="true"><div class="scroll"><table class="plain"><tbody></tbody></table></div></main>
        <script>
        new WebSocket(`ws://${location.host}/rows`).onmessage = message => {
          document.querySelector('tbody').innerHTML = message.data
          document.querySelector('main').setAttribute('aria-busy', 'false')
        }
        </script>
        </body>
        </html>
        """;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        string.Concat(
            Enumerable
                .Range(0, Rows)
                .Select(row => $"<tr>{string.Concat(Enumerable.Range(0, 9).Select(column => $"<td>{row * 9 + column} kW</td>"))}</tr>")
        )
    );

    private readonly WebApplication _app;

    private PlainPage(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>The page, as ours are looked at.</summary>
    public static WatchedPage Page { get; } = new("", ".plain tbody td");

    public static async Task<PlainPage> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/", () => TypedResults.Content(Html, "text/html"));
        app.Map("/rows", SendRowsAsync);
        await app.StartAsync(cancellation);
        return new PlainPage(app);
    }

    private static async Task SendRowsAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await socket.SendAsync(Body, WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        // It stays until the browser leaves, which closes it or breaks it off.
        try
        {
            await socket.ReceiveAsync(new byte[1], context.RequestAborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException) { }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
