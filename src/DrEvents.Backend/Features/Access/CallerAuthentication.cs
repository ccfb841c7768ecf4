using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace DrEvents.Backend.Features.Access;

/// <summary>ASP.NET's way to ask who sends a request, and to answer those of whom that is not known, or who may not do what they ask for.</summary>
public sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    KnownAccess known,
    WaysIn ways,
    Tokens tokens,
    OwnBearers own,
    Browsers? browsers = null
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "access";

    /// <summary>Whether it is for a page where people sign in: what the browser keeps is sent for it, and to the backend on behalf of who signed in.</summary>
    private bool _isOfPage;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Whoever asks whether the process lives is not kept waiting for the store.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return AuthenticateResult.NoResult();
        await known.FirstRead.WaitAsync(Context.RequestAborted);
        _isOfPage = !ways.IsOpen && browsers?.IsOfPage(Context) == true;
        KeptKey? kept = null;
        if (_isOfPage && Request.Headers.Authorization.Count == 0)
        {
            kept = await browsers!.KeptBy(Context);
            if (kept is null)
                return AuthenticateResult.Fail("Nobody has signed in");
            Request.Headers.Authorization = $"Bearer {kept.Key}";
        }
        var shown = Shown.Of(Context);
        var (caller, why) = await RecogniseAsync(shown);
        if (caller is null)
            return AuthenticateResult.Fail(why);
        if (Context.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is { Need: var need })
            caller = caller with { Asks = need };
        kept ??= _isOfPage && shown.BearerText is { } sent ? new KeptKey(sent, Renewal: null) : null;
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(kept, shown.From), Scheme.Name));
    }

    private async Task<Recognised> RecogniseAsync(Shown shown)
    {
        var recognised = ways.Recognise(shown);
        if (recognised.Caller is not null || ways.IsOpen || shown.BearerText is not { } text)
            return recognised;
        return own.IsOne(text) ? await own.RecogniseAsync(text, Context.RequestAborted)
            : tokens.IsOne(text) ? await tokens.RecogniseAsync(Context)
            : recognised;
    }

    private bool IsForPage =>
        _isOfPage && HttpMethods.IsGet(Request.Method) && $"{Request.Headers.Accept}".Contains("text/html", StringComparison.Ordinal);

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (IsForPage)
        {
            Response.Redirect($"{browsers!.SignIn}?return={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
            return;
        }
        var why = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message ?? "It is not known who sends this";
        var wrong = Request.Headers.Authorization.Count > 0 ? ", error=\"invalid_token\"" : "";
        Response.Headers.WWWAuthenticate = $"Bearer realm=\"DrEvents\"{wrong}";
        await AnswerAsync(Problems.Of(StatusCodes.Status401Unauthorized, "Who asks is not known", why));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (IsForPage)
            return browsers!.Refuse(Context);
        var caller = Caller.Of(Context.User);
        var asks = $"{Request.Method} {Request.Path}";
        var problem = Context.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is { Need: var need }
            ? NotAllowed.To(asks, need, caller)
            : Problems.Of(StatusCodes.Status403Forbidden, "Not allowed", $"{asks} says not what it needs, and is refused to everybody");
        return AnswerAsync(problem);
    }

    private Task AnswerAsync(ProblemDetails problem) => TypedResults.Problem(problem).ExecuteAsync(Context);
}
