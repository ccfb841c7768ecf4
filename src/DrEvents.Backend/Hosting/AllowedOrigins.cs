using Microsoft.AspNetCore.Cors.Infrastructure;

namespace DrEvents.Backend.Hosting;

/// <summary>Lets pages of other origins use the interface (CORS), on all routes alike: those that <see cref="HttpOptions"/> names.</summary>
public static class AllowedOrigins
{
    private const string Key = $"{HttpOptions.Section}:{nameof(HttpOptions.AllowedOrigins)}";
    private const string ProxiesKey = $"{HttpOptions.Section}:{nameof(HttpOptions.Proxies)}";

    private const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static readonly char[] Separators = [';', ',', ' '];

    /// <summary>How long a browser may remember the answer to a preflight.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSettings<HttpOptions>(configuration, HttpOptions.Section)
            // As one value, which the list would pass over without a word.
            .PostConfigure(o => InOne(configuration, Key).ForEach(o.AllowedOrigins.Add))
            .PostConfigure(o => InOne(configuration, ProxiesKey).ForEach(o.Proxies.Add));
        services
            .AddCors()
            .AddOptions<CorsOptions>()
            .Configure<IOptions<HttpOptions>>((cors, http) => cors.AddDefaultPolicy(policy => Allow(policy, http.Value)));
    }

    /// <summary>
    /// Refuses changes that pages of other origins ask for. A browser sends them without asking first where there is no body, as for a stop, and only
    /// keeps the answer from the page. To be used after CORS.
    /// </summary>
    public static void RefuseOthers(WebApplication app)
    {
        // Read at the first request: what is no origin is told at the start, in a line.
        var options = app.Services.GetRequiredService<IOptions<HttpOptions>>();
        app.Use(
            async (context, next) =>
            {
                if (IsOther(context.Request, options.Value.AllowedOrigins))
                    await Results
                        .Problem(Problems.Of(StatusCodes.Status403Forbidden, "Another origin", $"{Key} does not name the page's origin"))
                        .ExecuteAsync(context);
                else
                    await next(context);
            }
        );
    }

    private static List<string> InOne(IConfiguration configuration, string key) =>
        [.. (configuration[key] ?? "").Split(Separators, Trimmed)];

    private static bool IsOther(HttpRequest request, IList<string> allowed)
    {
        var origin = request.Headers.Origin.ToString();
        if (
            origin.Length == 0
            || HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
        )
            return false;
        // By host and port: a proxy before us may speak another scheme than we do.
        var isOwn = Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value;
        return !isOwn && !allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);
    }

    public static string? Problem(string origin) =>
        origin == "*" ? $"{Key}: * is no origin: name each one whose pages may call events"
        : !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0
            ? $"{Key}: '{origin}' is no origin: those are written https://host or https://host:port"
        : Written(uri) is var written && !written.Equals(origin, StringComparison.OrdinalIgnoreCase)
            ? $"{Key}: {origin} is more than an origin: write {written}"
        : null;

    private static string Written(Uri uri) => $"{uri.Scheme}://{uri.Authority}";

    private static void Allow(CorsPolicyBuilder policy, HttpOptions options) =>
        policy
            .WithOrigins([.. options.AllowedOrigins])
            .AllowAnyMethod()
            .AllowAnyHeader()
            .WithExposedHeaders("Location", "Retry-After")
            .SetPreflightMaxAge(Remembered);
}
