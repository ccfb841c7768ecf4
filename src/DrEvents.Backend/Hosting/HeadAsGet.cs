namespace DrEvents.Backend.Hosting;

/// <summary>Answers <c>HEAD</c> as it would answer <c>GET</c>, without the body: wherever there is the one there is the other.</summary>
public static class HeadAsGet
{
    public static void UseHeadAsGet(this WebApplication app) =>
        app.UseWhen(context => HttpMethods.IsHead(context.Request.Method), head => head.Use(AnswerAsync));

    private static readonly object Mark = new();

    /// <summary>Whether nobody reads the body, so that one without an end must not be begun.</summary>
    public static bool IsHead(this HttpContext context) => context.Items.ContainsKey(Mark);

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        context.Items[Mark] = true;
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = Stream.Null;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.Response.Body = body;
        }
    }
}
