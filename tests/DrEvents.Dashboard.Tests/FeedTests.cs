using System.Collections.Concurrent;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Feeds;
using DrEvents.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Dashboard.Tests;

/// <summary>What pages hear of a stream that breaks, from a server that breaks it.</summary>
public sealed class FeedTests
{
    private const string Event = "evt-00000001";

    [Fact]
    public async Task what_was_stored_while_the_stream_was_broken_is_heard_and_nothing_twice()
    {
        var asked = new ConcurrentQueue<string>();
        await using var server = await ServeAsync(asked);
        var backend = new BackendClient(new Clients(new Uri(server.Urls.Single())));
        using var feed = new EventFeed(Event, backend, TimeProvider.System, NullLogger.Instance);
        using var watched = feed.Watch(() => { });

        await Eventually.HoldsAsync("all are heard, and it came again", () => feed.Stored.Count >= 9 && asked.Count > 3, withinS: 20);

        asked.Take(4).ShouldBe(["", "3", "6", "9"], "it says up to where it has heard all");
        feed.Stored.Select(i => i.Sequence).ShouldBe([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    }

    /// <summary>Tells three stored events after where the client is, and breaks off; all nine are told on three connections, and the fourth stays.</summary>
    private static async Task<WebApplication> ServeAsync(ConcurrentQueue<string> asked)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            var last = context.Request.Headers["Last-Event-ID"].ToString();
            asked.Enqueue(last);
            var after = last.Length == 0 ? 0 : int.Parse(last);
            context.Response.ContentType = "text/event-stream";
            for (var i = after + 1; i <= Math.Min(after + 3, 9); i++)
                await context.Response.WriteAsync(
                    $$"""
                    id: {{i}}
                    event: stored
                    data: {"upTo":{{i}},"items":[{"sequence":{{i}},"type":"EventModified","at":"2026-07-01T17:00:00Z","text":"changed","count":1,"stream":"{{Event}}","eventId":"{{Event}}"}]}


                    """
                );
            await context.Response.Body.FlushAsync();
            if (after < 9)
                return;
            await context.Response.WriteAsync(":\nid: 9\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await server.StartAsync();
        return server;
    }

    private sealed class Clients(Uri at) : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new() { BaseAddress = at };
    }
}
