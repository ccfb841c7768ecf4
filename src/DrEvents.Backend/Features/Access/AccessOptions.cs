using System.Text.RegularExpressions;

namespace DrEvents.Backend.Features.Access;

/// <summary>How callers prove who they are: configuration section <c>Access</c>.</summary>
public sealed partial class AccessOptions : ICheckedOptions
{
    public const string Section = "Access";
    public const int KeyCharactersMin = 32;
    private const int KeyCharactersMax = 512;
    private const int SigningKeyDaysMax = 365;

    /// <summary>A first key, of an administrator. With it callers on this machine are asked too.</summary>
    public string? AdministratorKey { get; set; }

    /// <summary>The OpenID Connect provider whose tokens are taken, as it calls itself.</summary>
    public string? Authority { get; set; }

    /// <summary>For whom its tokens have to be.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim of a token that names roles.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>What a name in that claim stands for here; empty: the names are our own.</summary>
    public Dictionary<string, string> RoleNames { get; set; } = [];

    /// <summary>The claim of a token that names the programmes that its caller is bounded to, or <c>*</c> for the whole installation; null: nobody is.</summary>
    public string? ProgrammeClaim { get; set; }

    /// <summary>What the keys that secrets are protected by are encrypted by in the store.</summary>
    public string? MasterKey { get; set; }

    /// <summary>The address of this installation, as its own tokens name it; else it is the one that a token was asked for at.</summary>
    public string? Issuer { get; set; }

    /// <summary>How old the key gets that own tokens are signed by.</summary>
    public int SigningKeyDays { get; set; } = 90;

    /// <summary>Whether the settings let anybody in, so that nobody is let in without proof.</summary>
    public bool IsSet => AdministratorKey is { Length: > 0 } || HasAuthority;

    public bool HasAuthority => Authority is { Length: > 0 };

    public IEnumerable<string> Problems()
    {
        if (AdministratorKey is { Length: > 0 } key && (key.Length is < KeyCharactersMin or > KeyCharactersMax || !Sendable().IsMatch(key)))
            yield return $"{Section}:{nameof(AdministratorKey)} is not {KeyCharactersMin} to {KeyCharactersMax} characters of A-Z a-z 0-9 - . _ ~ + / =, "
                + "such as openssl rand -hex 32 makes";
        if (HasAuthority && !(Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && IsPrivate(uri)))
            yield return $"{Section}:{nameof(Authority)} is no https address, and no http address of this machine";
        if (HasAuthority && string.IsNullOrWhiteSpace(Audience))
            yield return $"{Section}:{nameof(Audience)} is missing, and {Section}:{nameof(Authority)} is there: tokens for others would be taken";
        if (MasterKey is { Length: > 0 and < KeyCharactersMin })
            yield return $"{Section}:{nameof(MasterKey)} has less than {KeyCharactersMin} characters: take what openssl rand -hex 32 makes";
        if (Issuer is { Length: > 0 } && !(Uri.TryCreate(Issuer, UriKind.Absolute, out var own) && IsAddress(own)))
            yield return $"{Section}:{nameof(Issuer)} is no http or https address without query and fragment";
        if (SigningKeyDays is < 1 or > SigningKeyDaysMax)
            yield return $"{Section}:{nameof(SigningKeyDays)} is {SigningKeyDays}: it has to lie between 1 and {SigningKeyDaysMax}";
        if (string.IsNullOrWhiteSpace(RoleClaim))
            yield return $"{Section}:{nameof(RoleClaim)} is empty";
        foreach (var (name, role) in RoleNames.Where(n => !Roles.All.Contains(n.Value)))
            yield return $"{Section}:{nameof(RoleNames)}:{name} is '{role}', which is none of {string.Join(", ", Roles.All)}";
    }

    private static bool IsAddress(Uri uri) =>
        (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.Query.Length == 0 && uri.Fragment.Length == 0;

    private static bool IsPrivate(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    /// <summary>What can stand after <c>Bearer</c> (RFC 6750).</summary>
    [GeneratedRegex(@"^[A-Za-z0-9._~+/-]+=*\z")]
    private static partial Regex Sendable();
}
