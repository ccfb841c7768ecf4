using Microsoft.AspNetCore.Authorization;
using Scalar.AspNetCore;

namespace DrEvents.Backend.Hosting.OpenApi;

/// <summary>The description of the interface as a page, <c>/docs/api</c>. All of it comes from this process: it works without the internet.</summary>
public static class ApiPage
{
    public const string Url = "/docs/api";

    /// <summary>What the library would ask of others (fonts, assistants, a relay for requests) is off; and the browser is told to ask no one else.</summary>
    /// <param name="nonce">Names the scripts of this one answer: one that somebody writes into the page does not run.</param>
    private static string OnlyFromHere(string nonce) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void Map(WebApplication app)
    {
        var files = app.MapScalarApiReference(
                Url,
                page =>
                    page.WithTitle("DrEvents: the HTTP interface")
                        .WithNonce()
                        .WithOpenApiRoutePattern(ApiDocument.Url)
                        .DisableDefaultFonts()
                        .DisableTelemetry()
                        .DisableAgent()
                        .DisableMcp()
                        .HideDeveloperTools()
                        .HideClientButton()
            )
            .WithMetadata(new NeedsAttribute(Need.Read, Reach.Nothing))
            .AddEndpointFilter(
                async (context, next) =>
                {
                    var http = context.HttpContext;
                    http.Response.OnStarting(() =>
                    {
                        if (http.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
                            http.Response.Headers.ContentSecurityPolicy = OnlyFromHere(nonce);
                        return Task.CompletedTask;
                    });
                    return await next(context);
                }
            );
        // The library opens its scripts to all; here they need what the page needs.
        files.Finally(file => file.Metadata.Where(m => m is IAllowAnonymous).ToList().ForEach(m => file.Metadata.Remove(m)));
    }
}
