using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace DrEvents.Backend.Features.Access;

/// <summary>Recognises callers by tokens of an OpenID Connect provider, whose keys are found by its discovery.</summary>
public sealed class Tokens(IOptions<AccessOptions> options)
{
    public const string Scheme = "token";
    private const int NameLengthMax = 200;
    private const string WholeInstallation = "*";
    private const string NotOfProvider =
        $"The token is not of {AccessOptions.Section}:{nameof(AccessOptions.Authority)}, or that cannot be asked for its keys";

    /// <summary>Those that a provider signs by with a key that it alone has. A key that both have is none: what is public would sign.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>How far the clocks of provider and backend may be apart.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Whether there is a provider, and the text has the form of what it signs.</summary>
    public bool IsOne(string text) => options.Value.Authority is { Length: > 0 } && text.Count(c => c == '.') == 2;

    public async Task<Recognised> RecogniseAsync(HttpContext http)
    {
        var result = await http.AuthenticateAsync(Scheme);
        return result.Succeeded ? CallerOf(result.Principal) : WhyNot(result.Failure);
    }

    public static void Configure(JwtBearerOptions jwt, AccessOptions options)
    {
        jwt.Authority = options.Authority;
        jwt.MapInboundClaims = false;
        jwt.RequireHttpsMetadata = options.Authority is { } authority && !new Uri(authority).IsLoopback;
        jwt.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = options.Audience,
            ValidAlgorithms = Algorithms,
            ClockSkew = ClockSkew,
        };
    }

    private Caller CallerOf(ClaimsPrincipal user)
    {
        // Whoever may choose what he is called is still known by what the provider calls him.
        var subject = user.FindFirstValue("sub") ?? user.FindFirstValue("client_id") ?? "no subject";
        var shown = user.FindFirstValue("preferred_username") ?? user.FindFirstValue("name");
        var name = shown is null || shown == subject ? subject : $"{shown} ({subject})";
        var (programmes, roles) = ProgrammesOf(user);
        return new Caller(Printable(name), Ways.Token, RolesOf(user))
        {
            Id = Printable(subject),
            BoundedTo = programmes,
            ProgrammeRoles = roles,
            Until = long.TryParse(user.FindFirstValue("exp"), CultureInfo.InvariantCulture, out var seconds)
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null,
        };
    }

    /// <summary>Each is a whole name: of one with spaces in it no word is another name.</summary>
    private List<string> RolesOf(ClaimsPrincipal user) =>
        [.. user.FindAll(options.Value.RoleClaim).Select(c => RoleOf(c.Value)).OfType<string>().Distinct()];

    /// <summary>Our role that a name of the provider stands for; null for none.</summary>
    private string? RoleOf(string named)
    {
        var table = options.Value.RoleNames;
        var role = table.Count == 0 ? named : table.GetValueOrDefault(named);
        return role is not null && Roles.All.Contains(role) ? role : null;
    }

    /// <summary>
    /// Where tokens say it, one that says nothing is bounded to nothing. A programme may be named with a role, as <c>summer=operator</c>; a name that stands
    /// for no role allows nothing there, whatever the token allows as a whole.
    /// </summary>
    private (IReadOnlyList<string>? Programmes, IReadOnlyList<ProgrammeRole> Roles) ProgrammesOf(ClaimsPrincipal user)
    {
        if (options.Value.ProgrammeClaim is not { Length: > 0 } claim)
            return (null, []);
        var named = user.FindAll(claim).Select(c => Printable(c.Value)).Distinct().ToList();
        if (named.Contains(WholeInstallation))
            return (null, []);
        var roles = named.Select(ProgrammeRole.Read).OfType<ProgrammeRole>().Select(r => r with { Role = RoleOf(r.Role) ?? "" });
        return ([.. named.Select(n => ProgrammeRole.Read(n)?.Programme ?? n).Distinct()], [.. roles]);
    }

    private static string WhyNot(Exception? failure) =>
        failure switch
        {
            SecurityTokenExpiredException => "The token has expired",
            SecurityTokenNotYetValidException => "The token does not hold yet",
            SecurityTokenInvalidAudienceException => $"The token is not for {AccessOptions.Section}:{nameof(AccessOptions.Audience)}",
            // Of a provider that cannot be asked neither its name nor its keys are known.
            SecurityTokenInvalidIssuerException or SecurityTokenSignatureKeyNotFoundException => NotOfProvider,
            SecurityTokenException or ArgumentException => "The token is not valid",
            _ => NotOfProvider,
        };

    private static string Printable(string text) => string.Concat(text.Take(NameLengthMax).Select(c => char.IsControl(c) ? ' ' : c));
}
