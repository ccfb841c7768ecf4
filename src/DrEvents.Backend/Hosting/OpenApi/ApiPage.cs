using Scalar.AspNetCore;

namespace DrEvents.Backend.Hosting.OpenApi;

/// <summary>The description of the interface as a page, <c>/docs/api</c>. All of it comes from this process: it works without the internet.</summary>
public static class ApiPage
{
    public const string Url = "/docs/api";

    /// <summary>What the library would ask of others (fonts, assistants, a relay for requests) is off; and the browser is told to ask no one else.</summary>
    private const string OnlyFromHere =
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "worker-src 'self' blob:; frame-ancestors 'none'";

    public static void Map(WebApplication app)
    {
        app.MapScalarApiReference(
                Url,
                page =>
                    page.WithTitle("DrEvents: the HTTP interface")
                        .WithOpenApiRoutePattern(ApiDocument.Url)
                        .DisableDefaultFonts()
                        .DisableTelemetry()
                        .DisableAgent()
                        .DisableMcp()
                        .HideDeveloperTools()
                        .HideClientButton()
            )
            .AddEndpointFilter(
                async (context, next) =>
                {
                    context.HttpContext.Response.Headers.ContentSecurityPolicy = OnlyFromHere;
                    return await next(context);
                }
            );
    }
}
