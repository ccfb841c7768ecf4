using System.Net;
using DrEvents.Dashboard.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace DrEvents.Dashboard;

/// <summary>
/// Lets only this machine's own browsers to the pages while nobody has to sign in: connections from elsewhere, requests that were passed on, and
/// names that are not this machine's (a page of the internet may have its name lead here) are refused. Programs have the HTTP interface as before.
/// </summary>
internal sealed class Door(RequestDelegate next, IOptions<DashboardOptions> options, PagesAccess access)
{
    private static readonly string[] Programs = ["/api", "/health", "/metrics", "/openapi", "/scalar", "/docs", "/connect", "/.well-known"];
    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>What the page may load: nothing of other hosts but tiles of a map that somebody configured, and no script that is written into it.</summary>
    private readonly string _contentPolicy =
        $"default-src 'self'; img-src 'self' data: {options.Value.MapTilesOrigin}; style-src 'self' 'unsafe-inline'; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    /// <summary>Whether a request is for a page or a part of one, and not for a program's interface.</summary>
    public static bool LeadsToPages(HttpContext context) =>
        !Programs.Any(p => context.Request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));

    public Task InvokeAsync(HttpContext context)
    {
        if (!LeadsToPages(context))
            return next(context);
        if (WhyNot(context) is { } reason)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync(
                $"Nobody has to sign in to the pages of DrEvents, and they answer only browsers of the machine that they run on: {reason}. "
                    + "Where the backend asks for keys (ops/docs/access.md), people sign in from everywhere.\n"
            );
        }
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = _contentPolicy;
        headers.XContentTypeOptions = SafeHeaders.NoSniff;
        headers[SafeHeaders.ReferrerPolicy] = "same-origin";
        headers[SafeHeaders.PermissionsPolicy] = SafeHeaders.NoPermissions;
        return next(context);
    }

    private string? WhyNot(HttpContext context)
    {
        var host = context.Request.Host.Host;
        if (!access.IsOpen())
            return OfAnothersPage(context);
        if (options.Value.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
            return null;
        if (context.Connection.RemoteIpAddress is { } from && !IPAddress.IsLoopback(from))
            return $"this request comes from {from}";
        if (OfAnothersPage(context) is { } reason)
            return reason;
        if (context.Request.Headers.ContainsKey("X-Forwarded-For") || context.Request.Headers.ContainsKey("Forwarded"))
            return "this request was passed on by another server";
        return OwnNames.Contains(host, StringComparer.OrdinalIgnoreCase) ? null : $"'{host}' is not this machine's own name";
    }

    /// <summary>Puts the door in front of all that the application does, also of the question who asks.</summary>
    internal sealed class BeforeAllElse(IOptions<DashboardOptions> options) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                if (options.Value.Enabled)
                    app.UseMiddleware<Door>();
                next(app);
            };
    }

    /// <summary>A page of another origin may open a socket to this one.</summary>
    private static string? OfAnothersPage(HttpContext context) =>
        context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsOwn(origin, context.Request)
            ? $"this request comes from a page of {origin}"
            : null;

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value;
}
