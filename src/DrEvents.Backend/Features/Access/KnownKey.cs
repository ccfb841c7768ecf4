using System.Net;

namespace DrEvents.Backend.Features.Access;

/// <summary>An API key as it is remembered.</summary>
public sealed record KnownKey(ApiKeyMade Made, ApiKeyRevoked? Revoked)
{
    private readonly byte[] _hash = Convert.FromHexString(Made.Hash);

    /// <summary>Whether it opens the way to an administrator, and goes on doing so.</summary>
    public bool IsLasting => Revoked is null && Made is { Role: Roles.Administrator, ExpiresAt: null };

    public bool HoldsAt(DateTimeOffset now) => Revoked is null && !(Made.ExpiresAt <= now);

    /// <summary>Takes the same time wherever the first difference is.</summary>
    public bool IsOf(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    public ApiKeyView View() => new(Made.Id, Made.Name, Made.Role, Made.ExpiresAt, Made.By, Made.At, Revoked?.By, Revoked?.At);
}

/// <summary>A grant as it is remembered.</summary>
public sealed record KnownGrant(GrantMade Made, GrantRevoked? Revoked)
{
    private readonly IPNetwork _addresses = IPNetwork.Parse(Made.Addresses);

    /// <summary>Whether it lets in who calls from there; a page only by its origin, and a program by none.</summary>
    public bool LetsIn(IPAddress from, string? origin) =>
        Revoked is null && _addresses.Contains(from) && string.Equals(Made.Origin, origin, StringComparison.OrdinalIgnoreCase);

    public GrantView View() => new(Made.Id, Made.Name, Made.Addresses, Made.Origin, Made.Role, Made.By, Made.At, Revoked?.By, Revoked?.At);
}
