using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Access;

/// <summary>A person's own account: password, authenticator, and the end of all his sessions.</summary>
public sealed class Account(HttpContext context, BackendClient backend, IAntiforgery antiforgery, IStringLocalizer<Account> words)
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/account";

    private const string Api = "api/access/account";

    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext c, BackendClient b, IAntiforgery a, IStringLocalizer<Account> w) => Of(c, b, a, w).ShowAsync())
            .Needs(Need.Read, Reach.Nothing);
        Post(app, "/password", (account, form) => account.EndingAsync("/password", new ChangePasswordRequest(form.Password, form.New)));
        Post(app, "/sign-out", (account, _) => account.EndingAsync("/sign-out", body: null));
        Post(app, "/totp", (account, form) => account.BeginTotpAsync(form.Password));
        Post(app, "/totp/confirm", (account, form) => account.ShowCodesAsync("/totp/confirm", new ConfirmTotpRequest(form.Code)));
        Post(app, "/totp/off", (account, form) => account.EndingAsync("/totp/off", new ConfirmPasswordRequest(form.Password)));
        Post(
            app,
            "/recovery-codes",
            (account, form) => account.ShowCodesAsync("/recovery-codes", new ConfirmPasswordRequest(form.Password))
        );
    }

    private static Account Of(HttpContext context, BackendClient backend, IAntiforgery antiforgery, IStringLocalizer<Account> words) =>
        new(context, backend, antiforgery, words);

    private static void Post(IEndpointRouteBuilder app, string path, Func<Account, Given, Task<IResult>> answer) =>
        app.MapPost(
                Path + path,
                (
                    HttpContext c,
                    BackendClient b,
                    IAntiforgery a,
                    IStringLocalizer<Account> w,
                    [FromForm] string? password,
                    [FromForm(Name = "new")] string? next,
                    [FromForm] string? again,
                    [FromForm] string? code
                ) => Of(c, b, a, w).TryAsync(answer, new Given(password, next, again, code))
            )
            .Needs(Need.Read, Reach.Nothing);

    /// <summary>What the backend refuses is said on the page.</summary>
    private async Task<IResult> TryAsync(Func<Account, Given, Task<IResult>> answer, Given given)
    {
        if (given.New != given.Again)
            return await ShowAsync(words["NotTheSame"]);
        try
        {
            return await answer(this, given);
        }
        catch (BackendException problem)
        {
            return await ShowAsync(problem.Message);
        }
    }

    private async Task<IResult> ShowAsync(string? problem = null)
    {
        AccountView view;
        try
        {
            view = await backend.GetAsync<AccountView>(Api, context.RequestAborted);
        }
        catch (BackendException away)
        {
            return Page().Said(problem ?? away.Message, isWrong: true).Answer(StatusCodes.Status503ServiceUnavailable);
        }
        if (!view.IsUser)
            return Page().Said(words["None", view.Name]).Link("/", words["Back"]).Answer();
        var page = Page().Said(view.Name).Said(problem, isWrong: true).Heading(words["TotpTitle"]);
        FormField password = new("password", words["Password"], "password", "current-password");
        if (view.HasTotp)
            page.Said(words["TotpIsOn", view.RecoveryCodesLeft])
                .Form(Path + "/recovery-codes", words["MakeCodes"], [password])
                .Form(Path + "/totp/off", words["TurnOff"], [password]);
        else
            page.Said(words["TotpIsOff"]).Form(Path + "/totp", words["TurnOn"], [password]);
        return page.Heading(words["PasswordTitle"])
            .Said(words["PasswordWhat"])
            .Form(
                Path + "/password",
                words["Change"],
                [password, new("new", words["New"], "password", "new-password"), new("again", words["Again"], "password", "new-password")]
            )
            .Heading(words["SessionsTitle"])
            .Said(words["SessionsWhat"])
            .Form(Path + "/sign-out", words["SignOutEverywhere"], [])
            .Link("/", words["Back"])
            .Answer(problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    /// <summary>What ends all sessions ends this one too.</summary>
    private async Task<IResult> EndingAsync(string path, object? body)
    {
        await backend.SendAsync(HttpMethod.Post, Api + path, body, context.RequestAborted);
        await Kept.EndAsync(context);
        return Results.Redirect(SignIn.Path);
    }

    private async Task<IResult> BeginTotpAsync(string? password)
    {
        var key = await backend.SendAsync<TotpKeyView>(
            HttpMethod.Post,
            Api + "/totp",
            new ConfirmPasswordRequest(password),
            context.RequestAborted
        );
        return Page()
            .Said(words["TotpKey"])
            .Code(key.Secret, key.Uri)
            .Form(Path + "/totp/confirm", words["TurnOn"], [new("code", words["Code"], "text", "one-time-code")])
            .Link(Path, words["Back"])
            .Answer();
    }

    private async Task<IResult> ShowCodesAsync(string path, object body)
    {
        var made = await backend.SendAsync<RecoveryCodesView>(HttpMethod.Post, Api + path, body, context.RequestAborted);
        return Page().Said(words["Codes"]).Code(made.Codes).Link(Path, words["Back"]).Answer();
    }

    private FormPage Page() => new(context, antiforgery, words["Title"]);

    private sealed record Given(string? Password, string? New, string? Again, string? Code);
}
