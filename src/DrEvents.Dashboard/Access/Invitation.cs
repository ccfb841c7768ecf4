using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Access;

/// <summary>Where links lead to that are good once: an administrator's who sets the installation up, and a user's who was invited.</summary>
public sealed class Invitation
{
    private const string Setup = "/setup";
    private const string Invited = "/invitation";

    internal static void Map(IEndpointRouteBuilder app)
    {
        foreach (var path in new[] { Setup, Invited })
        {
            app.MapGet(path, Show).AllowAnonymous().ExcludeFromDescription();
            app.MapPost(path, TakeAsync).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static IResult Show(HttpContext context, IAntiforgery antiforgery, IStringLocalizer<Invitation> words, string? code) =>
        Form(context, antiforgery, words, code, name: null, problem: null);

    private static async Task<IResult> TakeAsync(
        HttpContext context,
        IHttpClientFactory clients,
        OwnTokens tokens,
        PagesAccess access,
        IAntiforgery antiforgery,
        IStringLocalizer<Invitation> words,
        [FromForm] string? code,
        [FromForm] string? name,
        [FromForm] string? password,
        [FromForm] string? again
    )
    {
        var given = name?.Trim() is { Length: > 0 } said ? said : null;
        if (password != again)
            return Form(context, antiforgery, words, code, given, words["NotTheSame"]);
        InvitationAcceptedView accepted;
        try
        {
            accepted = await new BackendClient(clients, viewer: () => Viewer(context, access)).SendAsync<InvitationAcceptedView>(
                HttpMethod.Post,
                "api/access/invitations",
                new AcceptInvitationRequest(code, password, given),
                context.RequestAborted
            );
        }
        catch (BackendException problem)
        {
            return Form(context, antiforgery, words, code, given, problem.Message);
        }
        // He has just said by what he signs in. With an authenticator he is asked for its code too.
        var signedIn = await tokens.SignInAsync(
            accepted.Name,
            password!,
            code: null,
            context.Connection.RemoteIpAddress,
            context.RequestAborted
        );
        if (signedIn.Key is null)
            return Results.Redirect(SignIn.Path);
        await Kept.BeginAsync(context, signedIn.Key, signedIn.Renewal);
        return Results.Redirect(Account.Path);
    }

    /// <summary>From where somebody tries a link is told to the backend, as far as it takes the pages' word for it.</summary>
    private static (string, string)? Viewer(HttpContext context, PagesAccess access) =>
        context.Connection.RemoteIpAddress is { } from && access.Shared(null) is { } proof ? ($"{from}", proof) : null;

    private static IResult Form(
        HttpContext context,
        IAntiforgery antiforgery,
        IStringLocalizer<Invitation> words,
        string? code,
        string? name,
        string? problem
    )
    {
        var isSetup = context.Request.Path == Setup;
        FormField[] password =
        [
            new("password", words["Password"], "password", "new-password"),
            new("again", words["Again"], "password", "new-password"),
        ];
        FormField[] fields = isSetup ? [new("name", words["Name"], "text", "username", Value: name), .. password] : password;
        return new FormPage(context, antiforgery, words[isSetup ? "SetupTitle" : "Title"])
            .Said(words[isSetup ? "SetupWhat" : "What"])
            .Said(problem, isWrong: true)
            .Form(isSetup ? Setup : Invited, words["Go"], fields, ("code", code ?? ""))
            .Answer(problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
