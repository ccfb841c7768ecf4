namespace DrEvents.Backend.Features.Access;

/// <summary>Of stream <c>access</c>: who may use the interface without the settings' saying so.</summary>
public static class AccessStream
{
    public const string Id = "access";

    public static readonly Type[] Types =
    [
        typeof(ApiKeyMade),
        typeof(ApiKeyRevoked),
        typeof(GrantMade),
        typeof(GrantRevoked),
        typeof(SetupOffered),
        typeof(UserInvited),
        typeof(UserLinkMade),
        typeof(UserPasswordSet),
        typeof(UserRoleChanged),
        typeof(UserTotpTurnedOn),
        typeof(UserTotpTurnedOff),
        typeof(UserRecoveryCodesMade),
        typeof(UserSignedOutEverywhere),
        typeof(UserLockedOut),
        typeof(UserUnlocked),
        typeof(UserRemoved),
        typeof(UserErased),
        typeof(UserSignedIn),
        typeof(SignInFailed),
        typeof(ClientMade),
        typeof(ClientRevoked),
        typeof(SigningKeyMade),
        typeof(ProgrammesBound),
        typeof(NameErased),
    ];

    /// <summary>The stream of a month's sign-ins. They change nothing, so that nobody who has to know who may do what reads them.</summary>
    public static string SignInsOf(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{Id}/sign-ins/{at.UtcDateTime:yyyy-MM}");
}

/// <summary>An administrator made an API key.</summary>
/// <param name="Hash">SHA-256 of the whole key, hex.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="By">Who made it.</param>
public sealed record ApiKeyMade(string Id, string Name, string Role, string Hash, DateTimeOffset? ExpiresAt, string By, DateTimeOffset At);

/// <summary>An administrator took a key back.</summary>
public sealed record ApiKeyRevoked(string Id, string By, DateTimeOffset At);

/// <summary>An administrator lets callers of some addresses in, who prove nothing.</summary>
/// <param name="Addresses">From where, as a range.</param>
/// <param name="Origin">The origin of the pages that are let in; null where only programs are.</param>
public sealed record GrantMade(string Id, string Name, string Addresses, string? Origin, string Role, string By, DateTimeOffset At);

/// <summary>An administrator took a grant back.</summary>
public sealed record GrantRevoked(string Id, string By, DateTimeOffset At);

/// <summary>An administrator let a program have tokens.</summary>
/// <param name="Id">Its <c>client_id</c>.</param>
/// <param name="Hash">SHA-256 of its secret, hex.</param>
public sealed record ClientMade(string Id, string Name, string Role, string Hash, string By, DateTimeOffset At);

/// <summary>An administrator took it back: no token of the program counts any more.</summary>
public sealed record ClientRevoked(string Id, string By, DateTimeOffset At);

/// <summary>What named somebody without an account was taken out of all that is stored: the stream is other than it was before.</summary>
/// <param name="Id">What stands for him since, and says who it was to nobody.</param>
public sealed record NameErased(string Id, string By, DateTimeOffset At);

/// <summary>From soon after this on, tokens are signed by a new key. The key itself is in no event.</summary>
/// <param name="Id">The <c>kid</c> of its tokens.</param>
public sealed record SigningKeyMade(string Id, string By, DateTimeOffset At);
