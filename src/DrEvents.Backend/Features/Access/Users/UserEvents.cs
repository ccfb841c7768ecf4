namespace DrEvents.Backend.Features.Access;

/// <summary>Something happened to a user; it is no secret, and secrets are in no event.</summary>
public interface IOfUser
{
    string Id { get; }
}

/// <summary>Somebody was given a link by which he becomes the first administrator, or a further one.</summary>
/// <param name="Hash">SHA-256 of the link's code, hex.</param>
public sealed record SetupOffered(string Hash, DateTimeOffset ExpiresAt, string By, DateTimeOffset At);

/// <summary>Somebody became a user, without a password yet.</summary>
/// <param name="Hash">SHA-256 of the code of his link, hex.</param>
/// <param name="ExpiresAt">From when on the link is refused.</param>
public sealed record UserInvited(string Id, string Name, string Role, string Hash, DateTimeOffset ExpiresAt, string By, DateTimeOffset At)
    : IOfUser;

/// <summary>A user was given another link, which takes the place of the one before.</summary>
/// <inheritdoc cref="UserInvited"/>
public sealed record UserLinkMade(string Id, string Hash, DateTimeOffset ExpiresAt, string By, DateTimeOffset At) : IOfUser;

/// <summary>A user set his password, by a link or by the one before. All his sessions end.</summary>
public sealed record UserPasswordSet(string Id, string By, DateTimeOffset At) : IOfUser;

/// <summary>An administrator gave a user another role.</summary>
public sealed record UserRoleChanged(string Id, string Role, string By, DateTimeOffset At) : IOfUser;

/// <summary>From now on a user signs in with a code of an authenticator too.</summary>
public sealed record UserTotpTurnedOn(string Id, string By, DateTimeOffset At) : IOfUser;

/// <summary>A user signs in without a code again. All his sessions end.</summary>
public sealed record UserTotpTurnedOff(string Id, string By, DateTimeOffset At) : IOfUser;

/// <summary>A user has new codes for when his authenticator is lost, and those before count no more.</summary>
public sealed record UserRecoveryCodesMade(string Id, string By, DateTimeOffset At) : IOfUser;

/// <summary>A user ended all his sessions.</summary>
public sealed record UserSignedOutEverywhere(string Id, string By, DateTimeOffset At) : IOfUser;

/// <summary>Too many wrong passwords or codes were tried: nobody signs in as this user until then.</summary>
/// <param name="From">From where the last one was tried; null where that is no network's address.</param>
public sealed record UserLockedOut(string Id, DateTimeOffset Until, string? From, DateTimeOffset At) : IOfUser;

/// <summary>An administrator let a user sign in again before the time.</summary>
public sealed record UserUnlocked(string Id, string By, DateTimeOffset At) : IOfUser;

/// <summary>An administrator removed a user. His secrets were deleted in the same transaction.</summary>
public sealed record UserRemoved(string Id, string By, DateTimeOffset At) : IOfUser;

/// <summary>What names a user who was removed was taken out of all that is stored: the stream is other than it was before.</summary>
public sealed record UserErased(string Id, string By, DateTimeOffset At) : IOfUser;

/// <summary>A user signed in. Of the stream of the month's sign-ins.</summary>
/// <param name="From">From where; null where that is no network's address.</param>
/// <param name="By">What beside the password: <c>code</c>, <c>recoveryCode</c>, or null where nothing was asked.</param>
public sealed record UserSignedIn(string Id, string Name, string? From, string? By, DateTimeOffset At) : IOfUser;

/// <summary>Somebody tried to sign in as a user who there is, and failed. Names that there are not are stored nowhere.</summary>
/// <param name="Wrong">What was wrong: <c>password</c> or <c>code</c>.</param>
public sealed record SignInFailed(string Id, string Name, string? From, string Wrong, DateTimeOffset At) : IOfUser;
