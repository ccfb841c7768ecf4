using System.Net;
using System.Security.Claims;
using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Dashboard.Access;

/// <summary>
/// Where a person pastes his key, which the browser then keeps in a cookie that no script can read and no other site can send. The interface for programs
/// does not take the cookie.
/// </summary>
public sealed class SignIn
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/sign-in";

    private const string Out = "/sign-out";
    private const string Scheme = "pages";
    private const string Cookie = "drevents";
    private static readonly TimeSpan Kept = TimeSpan.FromHours(12);

    /// <summary>The key that a browser keeps; null where nobody signed in.</summary>
    public static async Task<string?> KeyOfAsync(HttpContext context) =>
        (await context.AuthenticateAsync(Scheme)).Principal?.FindFirst(PersonClaims.Key)?.Value;

    internal static void Configure(AuthenticationBuilder authentication) =>
        authentication.AddCookie(
            Scheme,
            cookie =>
            {
                cookie.Cookie.Name = Cookie;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.ExpireTimeSpan = Kept;
                cookie.SlidingExpiration = true;
            }
        );

    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(Path, TakeAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(Out, EndAsync).ExcludeFromDescription();
    }

    private static IResult ShowAsync(
        HttpContext context,
        PagesAccess access,
        IAntiforgery antiforgery,
        IStringLocalizer<SignIn> words,
        [FromQuery(Name = "return")] string? back
    ) => access.IsOpen() ? Results.Redirect("/") : Form(context, antiforgery, words, back, problem: null);

    private static async Task<IResult> TakeAsync(
        HttpContext context,
        IHttpClientFactory clients,
        IAntiforgery antiforgery,
        IStringLocalizer<SignIn> words,
        [FromForm] string? key,
        [FromForm(Name = "return")] string? back
    )
    {
        var given = key?.Trim() ?? "";
        if (given.Length == 0 || !given.All(c => c is > ' ' and <= '~'))
            return Form(context, antiforgery, words, back, words["NoKey"]);
        try
        {
            await new BackendClient(clients, () => given).GetAsync<AccessMe>("api/access/me", context.RequestAborted);
        }
        catch (BackendException problem)
        {
            return Form(context, antiforgery, words, back, problem.Message);
        }
        var kept = new ClaimsPrincipal(new ClaimsIdentity([new Claim(PersonClaims.Key, given)], Scheme));
        await context.SignInAsync(Scheme, kept);
        return Results.Redirect(OwnPath(back));
    }

    private static async Task<IResult> EndAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.BadRequest();
        await context.SignOutAsync(Scheme);
        return Results.Redirect(Path);
    }

    /// <summary>A path of this site alone: nobody is led elsewhere by a link to here.</summary>
    internal static string OwnPath(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) ? path : "/";

    private static IResult Form(
        HttpContext context,
        IAntiforgery antiforgery,
        IStringLocalizer<SignIn> words,
        string? back,
        string? problem
    )
    {
        var token = antiforgery.GetAndStoreTokens(context);
        context.Response.Headers.CacheControl = "no-store";
        var wrong = problem is null ? "" : $"""<p class="wrong" role="alert">{Text(problem)}</p>""";
        var page = $"""
            <!DOCTYPE html>
            <html lang="{CurrentLanguage}">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{Text(words["Title"])} · DrEvents</title>
                <link rel="stylesheet" href="/_content/DrEvents.Dashboard/css/app.css" />
            </head>
            <body>
                <main id="main">
                    <h1>{Text(words["Title"])}</h1>
                    <form class="card" method="post" action="{Path}">
                        <p>{Text(words["What"])}</p>
                        {wrong}
                        <div class="field">
                            <label for="key">{Text(words["Key"])}</label>
                            <input id="key" name="key" type="password" autocomplete="current-password" required autofocus />
                        </div>
                        <input type="hidden" name="return" value="{Text(OwnPath(back))}" />
                        <input type="hidden" name="{Text(token.FormFieldName)}" value="{Text(token.RequestToken ?? "")}" />
                        <p><button type="submit" class="primary">{Text(words["Go"])}</button></p>
                    </form>
                </main>
            </body>
            </html>
            """;
        return Results.Content(
            page,
            "text/html; charset=utf-8",
            statusCode: problem is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized
        );
    }

    private static string CurrentLanguage => System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
