using System.Collections.Immutable;
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

/// <summary>Keys and grants, as the stream says. It never forgets that there were some: what was closed once is not open again.</summary>
/// <param name="Version">Of the stream; 0 before anything was stored.</param>
public sealed record AccessState(long Version, ImmutableDictionary<string, KnownKey> Keys, ImmutableDictionary<string, KnownGrant> Grants)
{
    public static AccessState Nothing { get; } =
        new(0, ImmutableDictionary<string, KnownKey>.Empty, ImmutableDictionary<string, KnownGrant>.Empty);

    /// <summary>Whether no key was ever made.</summary>
    public bool IsEmpty => Version == 0;

    public static AccessState Of(IReadOnlyList<IEvent> stored) => stored.Aggregate(Nothing, (state, e) => state.After(e.Version, e.Data));

    public AccessState After(long version, object happened) =>
        happened switch
        {
            ApiKeyMade made => this with { Version = version, Keys = Keys.SetItem(made.Id, new KnownKey(made, null)) },
            ApiKeyRevoked revoked => this with
            {
                Version = version,
                Keys = Keys.SetItem(revoked.Id, Keys[revoked.Id] with { Revoked = revoked }),
            },
            GrantMade made => this with { Version = version, Grants = Grants.SetItem(made.Id, new KnownGrant(made, null)) },
            GrantRevoked revoked => this with
            {
                Version = version,
                Grants = Grants.SetItem(revoked.Id, Grants[revoked.Id] with { Revoked = revoked }),
            },
            _ => this with { Version = version },
        };

    /// <summary>Whether an administrator can still come in when this key is gone.</summary>
    public bool HasLastingWithout(string keyId) => Keys.Values.Any(k => k.Made.Id != keyId && k.IsLasting);
}
