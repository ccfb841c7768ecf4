using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Dashboard.Access;

/// <summary>
/// What a browser keeps of a person who signed in, in a cookie that no script can read and no other site can send. The interface for programs does not take
/// the cookie.
/// </summary>
public static class Kept
{
    private const string Scheme = "pages";
    private const string Cookie = "drevents";
    private static readonly TimeSpan Lives = TimeSpan.FromHours(12);

    /// <summary>The key that a browser keeps, and what renews it; null where nobody signed in.</summary>
    public static async Task<(string Key, string? Renewal)?> ByAsync(HttpContext context)
    {
        var kept = (await context.AuthenticateAsync(Scheme)).Principal;
        return kept?.FindFirst(PersonClaims.Key)?.Value is { } key ? (key, kept.FindFirst(PersonClaims.Renewal)?.Value) : null;
    }

    internal static void Configure(AuthenticationBuilder authentication) =>
        authentication.AddCookie(
            Scheme,
            cookie =>
            {
                cookie.Cookie.Name = Cookie;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.ExpireTimeSpan = Lives;
                cookie.SlidingExpiration = true;
                cookie.Events.OnValidatePrincipal = RenewAsync;
            }
        );

    internal static Task BeginAsync(HttpContext context, string key, string? renewal) => context.SignInAsync(Scheme, Of(key, renewal));

    internal static Task EndAsync(HttpContext context) => context.SignOutAsync(Scheme);

    private static ClaimsPrincipal Of(string key, string? renewal)
    {
        List<Claim> claims = [new(PersonClaims.Key, key)];
        if (renewal is not null)
            claims.Add(new Claim(PersonClaims.Renewal, renewal));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme));
    }

    /// <summary>A token that ends soon is renewed, and the cookie with it; where the session is over, it is forgotten.</summary>
    private static async Task RenewAsync(CookieValidatePrincipalContext context)
    {
        var kept = context.Principal;
        var tokens = context.HttpContext.RequestServices.GetRequiredService<OwnTokens>();
        if (
            kept?.FindFirst(PersonClaims.Renewal)?.Value is not { } renewal
            || kept.FindFirst(PersonClaims.Key)?.Value is not { } key
            || !tokens.IsToRenew(key)
        )
            return;
        var renewed = await tokens.RenewAsync(renewal, context.HttpContext.RequestAborted);
        if (renewed.Key is { } next)
        {
            context.ReplacePrincipal(Of(next, renewed.Renewal ?? renewal));
            context.ShouldRenew = true;
        }
        else if (renewed.IsFinal)
        {
            context.RejectPrincipal();
            await EndAsync(context.HttpContext);
        }
    }
}
