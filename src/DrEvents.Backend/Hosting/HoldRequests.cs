namespace DrEvents.Backend.Hosting;

/// <summary>
/// Holds requests for a moment while the node gets ready: most are answered then, the others are told to come again. What is only read needs the states,
/// what changes something needs a node that acts. Whoever is told that something is away is told when to come again.
/// </summary>
public static class HoldRequests
{
    /// <summary>A client waits at least so long for any answer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private const string RetryAfterS = "5";

    public static void UseHoldRequests(this WebApplication app) =>
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
            api => api.Use((context, next) => HoldAsync(context, next, app.Services.GetRequiredService<Standby>()))
        );

    private static async Task HoldAsync(HttpContext context, RequestDelegate next, Standby standby)
    {
        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                context.Response.Headers.RetryAfter = RetryAfterS;
            return Task.CompletedTask;
        });
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var awaited = isRead ? standby.Readable : standby.Active;
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        if (!awaited.IsCompleted)
            await Task.WhenAny(awaited, Task.Delay(Longest, clock, context.RequestAborted));
        if (awaited.IsCompletedSuccessfully)
            await next(context);
        else
            await Results.Problem(Problems.NotReady($"This node {standby.Reason}. Ask again soon, or another node.")).ExecuteAsync(context);
    }
}
