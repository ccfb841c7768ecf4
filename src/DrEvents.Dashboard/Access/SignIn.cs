using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Access;

/// <summary>Where a person says who he is: by the name and the password of an account, or by a key that he pastes.</summary>
public sealed class SignIn
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/sign-in";

    private const string Out = "/sign-out";

    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, Show).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(Path, TakeAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(Out, EndAsync).Needs(Need.Read, Reach.Nothing);
    }

    /// <summary>A path of this site alone: nobody is led elsewhere by a link to here.</summary>
    internal static string OwnPath(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) ? path : "/";

    private static IResult Show(
        HttpContext context,
        PagesAccess access,
        IAntiforgery antiforgery,
        IStringLocalizer<SignIn> words,
        [FromQuery(Name = "return")] string? back
    ) => access.IsOpen() ? Results.Redirect("/") : Form(context, antiforgery, words, back, problem: null);

    private static async Task<IResult> TakeAsync(
        HttpContext context,
        IHttpClientFactory clients,
        OwnTokens tokens,
        IAntiforgery antiforgery,
        IStringLocalizer<SignIn> words,
        [FromForm] string? name,
        [FromForm] string? password,
        [FromForm] string? code,
        [FromForm] string? key,
        [FromForm(Name = "return")] string? back
    )
    {
        TokenAnswer taken;
        if (key?.Trim() is { Length: > 0 } pasted)
            taken = pasted.All(c => c is > ' ' and <= '~') ? new TokenAnswer(pasted, null) : new TokenAnswer(null, null, words["NoKey"]);
        else if (name?.Trim() is { Length: > 0 } known && password is { Length: > 0 })
            taken = await tokens.SignInAsync(known, password, code?.Trim(), context.Connection.RemoteIpAddress, context.RequestAborted);
        else
            taken = new TokenAnswer(null, null, words["Nothing"]);
        if (taken.Key is not null)
            taken = await LetInAsync(clients, taken, context.RequestAborted);
        if (taken.Key is null)
            return Form(context, antiforgery, words, back, taken.Problem);
        await Kept.BeginAsync(context, taken.Key, taken.Renewal);
        return Results.Redirect(OwnPath(back));
    }

    /// <summary>The backend knows whose key it is.</summary>
    private static async Task<TokenAnswer> LetInAsync(IHttpClientFactory clients, TokenAnswer taken, CancellationToken cancellation)
    {
        try
        {
            var backend = new BackendClient(clients, _ => ValueTask.FromResult(taken.Key));
            await backend.GetAsync<AccessMe>("api/access/me", cancellation);
            return taken;
        }
        catch (BackendException problem)
        {
            return new TokenAnswer(null, null, problem.Message);
        }
    }

    private static async Task<IResult> EndAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.BadRequest();
        await Kept.EndAsync(context);
        return Results.Redirect(Path);
    }

    private static IResult Form(
        HttpContext context,
        IAntiforgery antiforgery,
        IStringLocalizer<SignIn> words,
        string? back,
        string? problem
    )
    {
        FormField[] fields =
        [
            new("name", words["Name"], "text", "username", IsRequired: false),
            new("password", words["Password"], "password", "current-password", IsRequired: false),
            new("code", words["Code"], "text", "one-time-code", IsRequired: false),
            new("key", words["Key"], "password", "off", IsRequired: false),
        ];
        return new FormPage(context, antiforgery, words["Title"])
            .Said(words["What"])
            .Said(problem, isWrong: true)
            .Form(Path, words["Go"], fields, ("return", OwnPath(back)))
            .Answer(problem is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);
    }
}
