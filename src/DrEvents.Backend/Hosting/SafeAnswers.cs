using Microsoft.AspNetCore.HttpOverrides;

namespace DrEvents.Backend.Hosting;

/// <summary>What every answer tells browsers, whoever makes it; and where a request comes from, by the word of proxies that the settings name.</summary>
public static class SafeAnswers
{
    /// <summary>An answer that is no page loads nothing and is shown in no frame.</summary>
    private const string NoPage = "default-src 'none'; frame-ancestors 'none'";

    private static readonly TimeSpan HttpsRemembered = TimeSpan.FromDays(365);

    public static void Add(IServiceCollection services)
    {
        services.AddHsts(o => o.MaxAge = HttpsRemembered);
        services
            .AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<HttpOptions>>(
                (forwarded, http) =>
                {
                    forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
                    forwarded.KnownProxies.Clear();
                    forwarded.KnownIPNetworks.Clear();
                    foreach (var range in http.Value.ProxyRanges())
                        forwarded.KnownIPNetworks.Add(range);
                    // As many as are named one behind the other, each asked for whom it stands.
                    forwarded.ForwardLimit = null;
                }
            );
        // Before all that asks where a request comes from, which pages do first.
        services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, FirstOfAll>());
    }

    private static Task TellAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static state => TellBrowsers(((HttpContext)state).Response.Headers), context);
        return next(context);
    }

    private static Task TellBrowsers(IHeaderDictionary headers)
    {
        headers.TryAdd(SafeHeaders.ContentTypeOptions, SafeHeaders.NoSniff);
        headers.TryAdd(SafeHeaders.ReferrerPolicy, SafeHeaders.NoReferrer);
        headers.TryAdd(SafeHeaders.PermissionsPolicy, SafeHeaders.NoPermissions);
        headers.TryAdd("Content-Security-Policy", NoPage);
        return Task.CompletedTask;
    }

    private sealed class FirstOfAll(IOptions<HttpOptions> options) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                // With nobody named nobody is believed, and what says that it was passed on is refused where that matters.
                if (options.Value.Proxies.Count > 0)
                    app.UseForwardedHeaders();
                app.UseHsts();
                app.Use(TellAsync);
                next(app);
            };
    }
}
