using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DrEvents.Backend.Features.Access;

/// <summary>Recognises callers by tokens that this installation signed, and asks memory who they are now.</summary>
public sealed class OwnBearers(SigningKeys keys, KnownAccess known, IOptions<AccessOptions> options, TimeProvider clock)
{
    private const string NotValid = "The token is not valid";
    private const string AccessTokenType = "at+jwt";

    /// <summary>How far the clocks of nodes may be apart.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>So long a node waits for what another one knows already: a token that it gave may come here before the news does.</summary>
    private static readonly TimeSpan BehindLongest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BehindPause = TimeSpan.FromMilliseconds(50);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Whether a text has the form of a token, and names one of the own keys.</summary>
    public bool IsOne(string text) => KeyOf(text) is not null;

    public async Task<Recognised> RecogniseAsync(string text, CancellationToken cancellation)
    {
        if (KeyOf(text) is not { } key)
            return NotValid;
        var checkedToken = await _handler.ValidateTokenAsync(text, ParametersOf(key));
        if (!checkedToken.IsValid)
            return checkedToken.Exception is SecurityTokenExpiredException ? "The token has expired" : NotValid;
        var claims = new ClaimsPrincipal(checkedToken.ClaimsIdentity);
        return claims.FindFirstValue(OwnTokens.WayClaim) switch
        {
            Ways.User => await OfUserAsync(claims, cancellation),
            Ways.Client => OfClient(claims),
            _ => NotValid,
        };
    }

    private async Task<Recognised> OfUserAsync(ClaimsPrincipal claims, CancellationToken cancellation)
    {
        var id = claims.FindFirstValue("sub") ?? "";
        if (!long.TryParse(claims.FindFirstValue(OwnTokens.StampClaim), CultureInfo.InvariantCulture, out var stamp))
            return NotValid;
        await CatchUpAsync(stamp, cancellation);
        if (!known.State.Users.TryGetValue(id, out var user))
            return NotValid;
        if (user.Removed is { } removed)
            return $"User {user.Name} was removed by {removed.By}";
        if (user.Stamp != stamp)
            return "The session has ended";
        return new Caller(user.Name, Ways.User, [user.Role], user.Id).BoundedBy(known.State.BoundOf(Ways.User, id));
    }

    private Recognised OfClient(ClaimsPrincipal claims)
    {
        if (!known.State.Clients.TryGetValue(claims.FindFirstValue("sub") ?? "", out var client))
            return NotValid;
        return client.Revoked is { } revoked
            ? $"Client {client.Made.Id} was revoked by {revoked.By}"
            : new Caller(client.Made.Name, Ways.Client, [client.Made.Role]) { Id = client.Made.Id }.BoundedBy(
                known.State.BoundOf(Ways.Client, client.Made.Id)
            );
    }

    /// <summary>The token is signed, so that nobody can have a request wait but who has had one.</summary>
    private async Task CatchUpAsync(long version, CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; known.State.Version < version && waited < BehindLongest; waited += BehindPause)
            await Task.Delay(BehindPause, clock, cancellation);
    }

    private SigningKey? KeyOf(string text)
    {
        if (keys.All.Count == 0 || text.Count(c => c == '.') != 2 || !_handler.CanReadToken(text))
            return null;
        try
        {
            return keys.Find(new JsonWebToken(text).Kid ?? "");
        }
        catch (ArgumentException)
        {
            // What cannot be read is nobody's.
            return null;
        }
    }

    private TokenValidationParameters ParametersOf(SigningKey key) =>
        new()
        {
            // The key is found by its name in memory, and no other place that a token names is looked at.
            IssuerSigningKey = key.Signing.Key,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [AccessTokenType],
            ValidAudience = OwnTokens.Audience,
            // An installation has as many names as it is reached by, unless it says which is its own.
            ValidateIssuer = options.Value.Issuer is { Length: > 0 },
            ValidIssuers = [options.Value.Issuer ?? "", $"{options.Value.Issuer?.TrimEnd('/')}/"],
            LifetimeValidator = (from, until, _, _) =>
            {
                var now = clock.GetUtcNow().UtcDateTime;
                if (until is null || until + ClockSkew < now)
                    throw new SecurityTokenExpiredException();
                return from is null || from - ClockSkew <= now;
            },
        };
}
