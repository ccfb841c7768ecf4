namespace DrEvents.Backend.Features.Access;

/// <summary>
/// What a user proves himself by. It is a document and no event, so that it can be deleted with him. What he may do is not here: <see cref="KnownUser"/>.
/// </summary>
public sealed class User
{
    public required string Id { get; init; }
    public required string Name { get; set; }

    /// <summary>The name as it is compared, one for one user.</summary>
    public string NormalizedName { get; set; } = "";

    /// <summary>As Identity's hasher writes it: PBKDF2 with its salt and the number of its rounds.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Wrong passwords and codes since the last right one, or since the last lock.</summary>
    public int Failures { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }
    public bool HasTotp { get; set; }

    /// <summary>The key shared with the authenticator, protected by the data keys.</summary>
    public string? TotpKey { get; set; }

    /// <summary>SHA-256 of each recovery code, protected by the data keys: the codes are too short for a hash alone.</summary>
    public string? RecoveryCodes { get; set; }

    /// <summary>Codes of the authenticator that were taken while they might be taken again.</summary>
    public List<UsedCode> UsedCodes { get; set; } = [];
}

/// <summary>A code that was used, and so is refused from then on.</summary>
public sealed record UsedCode(string Code, DateTimeOffset At);
