using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Dashboard.Access;

/// <summary>What somebody is shown who may not open a page.</summary>
public sealed class Refusal
{
    internal static Task ShowAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var words = services.GetRequiredService<IStringLocalizer<Refusal>>();
        return new FormPage(context, services.GetRequiredService<IAntiforgery>(), words["Title"])
            .Said(Why(context.User, words))
            .Link("/", words["ToNow"])
            .Answer(StatusCodes.Status403Forbidden)
            .ExecuteAsync(context);
    }

    private static string Why(ClaimsPrincipal user, IStringLocalizer<Refusal> words)
    {
        string[] own = [.. user.FindAll(PersonClaims.Programme).Select(c => c.Value)];
        return own.Length > 0 ? words["Bounded", string.Join(", ", own)] : words["Text"];
    }
}
