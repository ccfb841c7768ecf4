using System.Collections.Concurrent;
using System.Text.Json;
using DrEvents.Contracts.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>What a receiver was sent.</summary>
internal sealed record Received(string Path, string Id, string Timestamp, string Signature, string ContentType, string Body)
{
    public string Type => JsonDocument.Parse(Body).RootElement.GetProperty("type").GetString()!;

    public T Data<T>() => JsonSerializer.Deserialize<WebhookMessage<T>>(Body, JsonSerializerOptions.Web)!.Data;
}

/// <summary>Somebody else's program on this machine, which takes what it is sent and answers as a test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _all = new();
    private int _calls;

    private Receiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single() + "/hook";

    public IReadOnlyList<Received> All => [.. _all];

    /// <param name="answer">Answers the so-manieth call, from 1; without it each is answered with 204.</param>
    public static async Task<Receiver> StartAsync(Func<HttpContext, int, Task>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(context => receiver.TakeAsync(context, answer));
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Answers each call by the next of these, and all later ones by the last.</summary>
    public static Task<Receiver> AnsweringAsync(params int[] statuses) =>
        StartAsync(
            (context, call) =>
            {
                context.Response.StatusCode = statuses[Math.Min(call, statuses.Length) - 1];
                return Task.CompletedTask;
            }
        );

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context, Func<HttpContext, int, Task>? answer)
    {
        using var body = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        _all.Enqueue(
            new Received(
                context.Request.Path,
                headers["webhook-id"].ToString(),
                headers["webhook-timestamp"].ToString(),
                headers["webhook-signature"].ToString(),
                headers.ContentType.ToString(),
                await body.ReadToEndAsync()
            )
        );
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (answer is not null)
            await answer(context, Interlocked.Increment(ref _calls));
    }
}
