using DrEvents.Backend.Features.Access;

namespace DrEvents.Backend.Features.Trail;

/// <summary>Has every request that may change something told as an action, and every request that is not let in counted.</summary>
public static class Recording
{
    private static readonly object Refused = new();

    /// <summary>Has a request counted as refused whose answer does not say so: who asks is not told that there is something.</summary>
    public static void CountAsRefusal(HttpContext context) => context.Items[Refused] = Refused;

    /// <summary>Counts what is refused further on. To be used before anything that refuses.</summary>
    public static void CountRefusals(WebApplication app)
    {
        var refusals = app.Services.GetRequiredService<Refusals>();
        app.Use(
            async (context, next) =>
            {
                await next(context);
                if (IsRefusal(context) || context.Items.ContainsKey(Refused))
                    refusals.CountRequest(KindOf(context));
            }
        );
    }

    /// <summary>Tells of each action before it is done. To be used when all that refuses has let the request in.</summary>
    public static void TellActions(WebApplication app)
    {
        var (writer, clock) = (app.Services.GetRequiredService<TrailWriter>(), app.Services.GetRequiredService<TimeProvider>());
        app.UseWhen(RequestOf.IsAction, actions => actions.Use((context, next) => TellAsync(context, next, writer, clock)));
    }

    private static async Task TellAsync(HttpContext context, RequestDelegate next, TrailWriter writer, TimeProvider clock)
    {
        var (caller, now) = (Caller.Of(context.User), clock.GetUtcNow());
        var begun = await BegunAsync(context, caller, now);
        // Who is not known may come any number of times: he is told with what he changes, and is counted where he is refused.
        using var deed = Deed.Begin(ActionStream.New(now), caller is null ? begun : null);
        if (caller is not null)
            await writer.StoreAsync(deed.Stream, begun, context.RequestAborted);
        // Whatever answers, also where an exception is made an answer further out.
        context.Response.OnCompleted(() =>
        {
            if (deed.Untold is null)
                writer.Post(deed.Stream, new ActionAnswered(context.Response.StatusCode, clock.GetUtcNow()));
            return Task.CompletedTask;
        });
        await next(context);
    }

    private static async Task<ActionBegun> BegunAsync(HttpContext context, Caller? caller, DateTimeOffset now) =>
        new(
            caller?.Name ?? Ways.Anonymous,
            caller?.Way ?? Ways.Anonymous,
            caller?.Id,
            RequestOf.From(context),
            await WhyAsync(context),
            RequestOf.Route(context) ?? context.Request.Method,
            RequestOf.Ids(context),
            now
        );

    /// <summary>A header is written for the trail.</summary>
    private static async Task<string?> WhyAsync(HttpContext context) =>
        RequestOf.WhyInHeader(context.Request) is { } said ? said
        : context.GetEndpoint()?.Metadata.GetMetadata<PrivateReasonAttribute>() is not null ? null
        : RequestOf.WhyInQuery(context.Request) ?? await RequestOf.WhyInBodyAsync(context.Request);

    private static bool IsRefusal(HttpContext context) =>
        context.Response.StatusCode
            is StatusCodes.Status401Unauthorized
                or StatusCodes.Status403Forbidden
                or StatusCodes.Status429TooManyRequests
        || IsRefusedToken(context);

    /// <summary>OAuth has a wrong password, and a session that has ended, answered with 400.</summary>
    private static bool IsRefusedToken(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status400BadRequest
        && HttpMethods.IsPost(context.Request.Method)
        && context.Request.Path == OwnTokens.TokenPath;

    internal static RefusedKind KindOf(HttpContext context)
    {
        var caller = Caller.Of(context.User);
        // The token server is no endpoint.
        var route = IsRefusedToken(context) ? $"{HttpMethods.Post} {OwnTokens.TokenPath}" : RequestOf.Route(context);
        return new(caller?.Name, caller?.Way, caller?.Id, RequestOf.From(context), route, context.Response.StatusCode);
    }
}
