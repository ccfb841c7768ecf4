using System.Security.Claims;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace DrEvents.Backend.Features.Access;

/// <summary>Programs prove who they are; persons and renewals belong to no program.</summary>
public sealed class AskWhichClient(KnownAccess known) : IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    public ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        if (context.Request.IsClientCredentialsGrantType())
        {
            if (!known.State.Clients.TryGetValue(context.ClientId ?? "", out var client) || !client.IsOf(context.ClientSecret))
                context.Reject(Errors.InvalidClient, "The client is not known, or its secret is wrong");
        }
        else if (context.ClientId is { Length: > 0 })
            context.Reject(Errors.InvalidClient, "Tokens of persons belong to no client");
        return default;
    }
}

/// <summary>Gives tokens to whom they belong to. What somebody may do is in no token: each request looks it up.</summary>
public sealed class GiveTokens(KnownAccess known, SigningKeys keys, PasswordCheck passwords, TimeProvider clock)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    private const string Wrong = "The name, the password or the code is wrong, or nobody may sign in by that name for some minutes";
    private const string Ended = "The session has ended";
    private const string NoKey = "There is no key to sign by, or Access:MasterKey does not open it: the log says which";

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var request = context.Request;
        if (keys.Active is null)
            context.Reject(Errors.TemporarilyUnavailable, NoKey);
        else if (request.IsClientCredentialsGrantType())
            context.SignIn(OfClient(known.State.Clients[context.ClientId!]));
        else if (request.IsRefreshTokenGrantType())
            Renew(context);
        else
            await SignInAsync(context);
    }

    private async Task SignInAsync(HandleTokenRequestContext context)
    {
        var request = context.Request;
        if (string.IsNullOrEmpty(request.Username) || string.IsNullOrEmpty(request.Password))
        {
            context.Reject(Errors.InvalidRequest, "username and password have to be there");
            return;
        }
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        var outcome = await passwords.SignInAsync(
            request.Username,
            request.Password,
            request.Code,
            Shown.Of(http).From?.ToString(),
            context.CancellationToken
        );
        switch (outcome)
        {
            case SignInOutcome.SignedIn signedIn:
                context.SignIn(OfUser(signedIn.User, clock.GetUtcNow().ToUnixTimeSeconds()));
                break;
            case SignInOutcome.Busy:
                context.Reject(Errors.TemporarilyUnavailable, "Too many sign in at once: try again in some seconds");
                break;
            default:
                context.Reject(Errors.InvalidGrant, Wrong);
                break;
        }
    }

    /// <summary>A renewal is good as long as the session: nothing that ends sessions happened, and it did not last for too long.</summary>
    private void Renew(HandleTokenRequestContext context)
    {
        var of = context.Principal!;
        var since = Number(of, OwnTokens.SignedInAtClaim);
        if (
            !known.State.Users.TryGetValue(of.GetClaim(Claims.Subject) ?? "", out var user)
            || !user.IsActive
            || user.Stamp != Number(of, OwnTokens.StampClaim)
            || DateTimeOffset.FromUnixTimeSeconds(since) + OwnTokens.SessionLongest <= clock.GetUtcNow()
        )
            context.Reject(Errors.InvalidGrant, Ended);
        else
            context.SignIn(OfUser(user, since));
    }

    private static ClaimsPrincipal OfUser(KnownUser user, long signedInAt)
    {
        var principal = Of(user.Id, user.Name, Ways.User);
        principal.SetClaim(OwnTokens.StampClaim, user.Stamp).SetClaim(OwnTokens.SignedInAtClaim, signedInAt);
        // Renewals are given for this scope alone.
        return Said(principal.SetScopes(Scopes.OfflineAccess));
    }

    private static ClaimsPrincipal OfClient(KnownClient client) => Said(Of(client.Made.Id, client.Made.Name, Ways.Client));

    private static ClaimsPrincipal Of(string id, string name, string way)
    {
        var identity = new ClaimsIdentity("drevents", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, id).SetClaim(Claims.Name, name).SetClaim(OwnTokens.WayClaim, way);
        return new ClaimsPrincipal(identity).SetResources(OwnTokens.Audience);
    }

    private static ClaimsPrincipal Said(ClaimsPrincipal principal) => principal.SetDestinations(_ => [Destinations.AccessToken]);

    private static long Number(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.GetClaim(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>Signs by the key that all nodes know.</summary>
public sealed class SignByActiveKey(SigningKeys keys) : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static readonly int Order = OpenIddictServerHandlers.Protection.AttachSecurityCredentials.Descriptor.Order + 1;

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        var key = keys.Active ?? throw new InvalidOperationException("Nobody is given a token while there is no signing key");
        context.SigningCredentials = key.Signing;
        if (context.EncryptionCredentials is not null)
            context.EncryptionCredentials = key.Encrypting;
        return default;
    }
}
