using System.Net;

namespace DrEvents.Backend.Features.Access;

/// <summary>What is wrong with what somebody says of a key or of a grant.</summary>
public static class AccessErrors
{
    /// <summary>So many may hold at once: each request may have to be compared with all grants.</summary>
    public const int MostAtOnce = 500;
    private const int NameLengthMax = 100;
    private const int IdCharacters = 8;
    private static readonly string RoleNames = string.Join(", ", Roles.All);

    public static FieldErrors Named(string? name, string? role) =>
        OfRole(new FieldErrors().If(NameProblem(name) is not null, "name", NameProblem(name) ?? ""), role);

    public static FieldErrors OfRole(FieldErrors errors, string? role) =>
        errors.If(role is null, "role", "is missing").If(role is not null && !Roles.All.Contains(role), "role", $"is none of {RoleNames}");

    /// <summary>What is wrong with what somebody or something is called; null where nothing is.</summary>
    public static string? NameProblem(string? name) =>
        string.IsNullOrWhiteSpace(name) ? "is missing"
        : name.Length > NameLengthMax ? $"is longer than {NameLengthMax} characters"
        : name.Any(char.IsControl) ? "holds a control character"
        : null;

    /// <summary>An id that is no secret.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdCharacters, lowercase: true);

    /// <summary>The range that is written so; null where it is none. A single address is a range of one.</summary>
    public static IPNetwork? RangeOf(string? addresses)
    {
        if (IPAddress.TryParse(addresses, out var one))
            return new IPNetwork(one, one.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(addresses, out var range) ? range : null;
    }

    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && $"{uri.Scheme}://{uri.Authority}".Equals(text, StringComparison.OrdinalIgnoreCase);
}
