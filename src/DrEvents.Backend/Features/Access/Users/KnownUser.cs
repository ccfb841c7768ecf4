namespace DrEvents.Backend.Features.Access;

/// <summary>A user as he is remembered: what decides upon each of his requests, and no secret.</summary>
public sealed record KnownUser(UserInvited Invited)
{
    public string Id => Invited.Id;
    public string Name => Invited.Name;
    public string Role { get; private init; } = Invited.Role;

    /// <summary>
    /// The version of the stream with which all his earlier sessions ended; 0 while he has no password. Tokens bear it, and one that bears another counts no
    /// more. It is the same on all nodes, and no secret.
    /// </summary>
    public long Stamp { get; private init; }

    /// <summary>SHA-256 of the code of the link that is out, hex; null where it was used.</summary>
    public string? LinkHash { get; private init; } = Invited.Hash;

    public DateTimeOffset LinkExpiresAt { get; private init; } = Invited.ExpiresAt;
    public bool HasTotp { get; private init; }
    public DateTimeOffset? LockedUntil { get; private init; }
    public UserRemoved? Removed { get; private init; }

    public bool IsThere => Removed is null;

    public bool IsActive => IsThere && Stamp > 0;

    public bool IsActiveAdministrator => IsActive && Role == Roles.Administrator;

    public KnownUser After(long version, IOfUser happened) =>
        happened switch
        {
            UserLinkMade e => this with { LinkHash = e.Hash, LinkExpiresAt = e.ExpiresAt },
            UserPasswordSet => this with { Stamp = version, LinkHash = null, LockedUntil = null },
            UserRoleChanged e => this with { Role = e.Role },
            UserTotpTurnedOn => this with { HasTotp = true },
            UserTotpTurnedOff => this with { HasTotp = false, Stamp = version },
            UserSignedOutEverywhere => this with { Stamp = version },
            UserLockedOut e => this with { LockedUntil = e.Until },
            UserUnlocked => this with { LockedUntil = null },
            UserRemoved e => this with { Removed = e, LinkHash = null },
            _ => this,
        };

    public UserView View(DateTimeOffset now) =>
        new(
            Id,
            Name,
            Role,
            Removed is not null ? UserStates.Removed
                : IsActive ? UserStates.Active
                : UserStates.Invited,
            HasTotp,
            LockedUntil > now ? LockedUntil : null,
            Invited.By,
            Invited.At,
            Removed?.By,
            Removed?.At
        );
}
