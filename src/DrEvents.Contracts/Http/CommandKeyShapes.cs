namespace DrEvents.Contracts.Http;

/// <summary>A key by which VENs that are enrolled verify commands: <c>GET /api/command-keys</c>.</summary>
/// <param name="KeyId">Names it, as signatures do.</param>
/// <param name="PublicKey">Ed25519: the 32 bytes of the point, base64url.</param>
/// <param name="Status">One of <see cref="CommandKeyStatus"/>.</param>
/// <param name="SignsFrom">From when on commands are signed by it.</param>
/// <param name="AddedBy">Who wanted it.</param>
/// <param name="RetiredBy">Who retired it; null while it is in force.</param>
public sealed record CommandKeyDetail(
    string KeyId,
    string PublicKey,
    string Status,
    DateTimeOffset SignsFrom,
    string AddedBy,
    DateTimeOffset AddedAt,
    string? RetiredBy,
    DateTimeOffset? RetiredAt
);

/// <summary>What a command key is good for.</summary>
public static class CommandKeyStatus
{
    /// <summary>VENs get to know it, and it signs later.</summary>
    public const string Waiting = "waiting";

    /// <summary>It signs.</summary>
    public const string Signing = "signing";

    /// <summary>VENs still verify by it what was signed before.</summary>
    public const string Verifying = "verifying";

    /// <summary>VENs are told to verify nothing by it.</summary>
    public const string Retired = "retired";

    /// <summary>The settings of this node are not those that it was made by.</summary>
    public const string Foreign = "foreign";
}

/// <summary>Body of <c>POST /api/command-keys/rotate</c>.</summary>
/// <param name="SignsFrom">From when on the new key signs; after <c>Commands:KeyOverlapDays</c> when missing.</param>
[KnownNamesOnly]
public sealed record RotateCommandKeyRequest(DateTimeOffset? SignsFrom = null);
