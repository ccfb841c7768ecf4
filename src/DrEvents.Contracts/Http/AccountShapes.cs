namespace DrEvents.Contracts.Http;

/// <summary>What a user of this installation is at.</summary>
public static class UserStates
{
    /// <summary>He was invited, and has no password yet.</summary>
    public const string Invited = "invited";

    /// <summary>He has a password.</summary>
    public const string Active = "active";

    /// <summary>He is gone, and what he did stays.</summary>
    public const string Removed = "removed";
}

/// <summary>Body of <c>POST /access/users</c>.</summary>
/// <param name="Name">What he signs in by, and what is stored of him where he changes something.</param>
/// <param name="Role">One of the roles.</param>
/// <param name="Programmes">The programmes that he is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">His role in single programmes, by programme; in the others it is the role that he has as a whole. Null for none.</param>
[KnownNamesOnly]
public sealed record InviteUserRequest(
    string? Name,
    string? Role,
    IReadOnlyList<string>? Programmes = null,
    IReadOnlyDictionary<string, string>? ProgrammeRoles = null
);

/// <summary>Body of <c>PUT /access/users/{userId}/role</c>.</summary>
/// <param name="Role">One of the roles.</param>
[KnownNamesOnly]
public sealed record ChangeRoleRequest(string? Role);

/// <summary>Body of <c>PUT /access/users/{userId}/programmes</c>.</summary>
/// <param name="Programmes">The programmes that he is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">His role in single programmes, by programme; in the others it is the role that he has as a whole. Null for none.</param>
[KnownNamesOnly]
public sealed record BoundUserRequest(IReadOnlyList<string>? Programmes, IReadOnlyDictionary<string, string>? ProgrammeRoles = null);

/// <summary>A user of this installation, without any secret.</summary>
/// <param name="Id">By which he is named in paths.</param>
/// <param name="Name">What he signs in by.</param>
/// <param name="Role">What he may do.</param>
/// <param name="State"><c>invited</c>, <c>active</c> or <c>removed</c>.</param>
/// <param name="HasTotp">Whether he signs in with a code of an authenticator too.</param>
/// <param name="LockedUntil">Until when he cannot sign in, after too many wrong passwords; null where he can.</param>
/// <param name="InvitedBy">Who invited him.</param>
/// <param name="RemovedBy">Who removed him; null while he is there.</param>
/// <param name="Programmes">The programmes that he is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">His role in single programmes, by programme; in the others it is the role that he has as a whole. Null for none.</param>
public sealed record UserView(
    string Id,
    string Name,
    string Role,
    string State,
    bool HasTotp,
    DateTimeOffset? LockedUntil,
    string InvitedBy,
    DateTimeOffset InvitedAt,
    string? RemovedBy,
    DateTimeOffset? RemovedAt,
    IReadOnlyList<string>? Programmes = null,
    IReadOnlyDictionary<string, string>? ProgrammeRoles = null
);

/// <summary>A link that is good once, for one who sets his password by it.</summary>
/// <param name="Path">Path and query on the address of the pages; shown this once.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
public sealed record LinkView(string Path, DateTimeOffset ExpiresAt);

/// <summary>A user who was just invited.</summary>
/// <param name="Link">What he has to be sent.</param>
public sealed record UserInvitedView(UserView User, LinkView Link);

/// <summary>Body of <c>POST /access/invitations</c>: a link is used.</summary>
/// <param name="Code">Of the link.</param>
/// <param name="Password">What its user will sign in by.</param>
/// <param name="Name">What the first administrator wants to be called; invited users have a name already.</param>
[KnownNamesOnly]
public sealed record AcceptInvitationRequest(string? Code, string? Password, string? Name = null);

/// <summary>A link was used.</summary>
/// <param name="Name">What its user signs in by.</param>
public sealed record InvitationAcceptedView(string Name);

/// <summary>Body of <c>POST /access/clients</c>.</summary>
/// <param name="Name">What it is: what it does is told under this name.</param>
/// <param name="Role">One of the roles.</param>
/// <param name="Programmes">The programmes that it is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">Its role in single programmes, by programme; in the others it is <c>Role</c>. Null for none.</param>
[KnownNamesOnly]
public sealed record MakeClientRequest(
    string? Name,
    string? Role,
    IReadOnlyList<string>? Programmes = null,
    IReadOnlyDictionary<string, string>? ProgrammeRoles = null
);

/// <summary>A program that gets tokens by <c>client_credentials</c>, without its secret.</summary>
/// <param name="Id">Its <c>client_id</c>.</param>
/// <param name="Name">What it is.</param>
/// <param name="Role">What it may do.</param>
/// <param name="MadeBy">Who made it.</param>
/// <param name="RevokedBy">Who revoked it; null while it holds.</param>
/// <param name="Programmes">The programmes that it is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">Its role in single programmes, by programme; in the others it is <c>Role</c>. Null for none.</param>
public sealed record ClientView(
    string Id,
    string Name,
    string Role,
    string MadeBy,
    DateTimeOffset MadeAt,
    string? RevokedBy,
    DateTimeOffset? RevokedAt,
    IReadOnlyList<string>? Programmes = null,
    IReadOnlyDictionary<string, string>? ProgrammeRoles = null
);

/// <summary>A client that was just made.</summary>
/// <param name="Secret">Its <c>client_secret</c>; shown this once.</param>
public sealed record ClientMadeView(ClientView Client, string Secret);

/// <summary>The caller's own account: <c>GET /access/account</c>.</summary>
/// <param name="Name">What he is called.</param>
/// <param name="IsUser">Whether he is a user of this installation; else he has a key, or a token of others, and the rest of it is empty.</param>
/// <param name="HasTotp">Whether he signs in with a code of an authenticator too.</param>
/// <param name="RecoveryCodesLeft">How many codes he has for when the authenticator is lost.</param>
public sealed record AccountView(string Name, bool IsUser, bool HasTotp, int RecoveryCodesLeft);

/// <summary>Body of <c>POST /access/account/password</c>.</summary>
/// <param name="Current">The password until now.</param>
/// <param name="New">The password from now on.</param>
[KnownNamesOnly]
public sealed record ChangePasswordRequest(string? Current, string? New);

/// <summary>The key that an authenticator and the backend share; shown this once.</summary>
/// <param name="Secret">Base 32, to be typed.</param>
/// <param name="Uri">The same as <c>otpauth://</c>, which authenticators read from pictures.</param>
public sealed record TotpKeyView(string Secret, string Uri);

/// <summary>Body of <c>POST /access/account/totp/confirm</c>.</summary>
/// <param name="Code">What the authenticator shows now.</param>
[KnownNamesOnly]
public sealed record ConfirmTotpRequest(string? Code);

/// <summary>Codes for when the authenticator is lost, each good once; shown this once.</summary>
public sealed record RecoveryCodesView(IReadOnlyList<string> Codes);

/// <summary>Body of <c>POST /access/account/totp</c> and <c>POST /access/account/totp/off</c>.</summary>
/// <param name="Password">The caller's own.</param>
[KnownNamesOnly]
public sealed record ConfirmPasswordRequest(string? Password);

/// <summary>A key that tokens of this installation are signed by, without its secret.</summary>
/// <param name="Id">The <c>kid</c> of its tokens.</param>
/// <param name="MadeBy">Who had it made.</param>
public sealed record SigningKeyView(string Id, string MadeBy, DateTimeOffset MadeAt);
