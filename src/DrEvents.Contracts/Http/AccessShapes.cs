namespace DrEvents.Contracts.Http;

/// <summary>How a caller proves who he is.</summary>
public static class Ways
{
    /// <summary>By nothing: he calls from the backend's own machine, and access is not set up yet.</summary>
    public const string Loopback = "loopback";

    /// <summary>By the key of the settings, <c>Access:AdministratorKey</c>.</summary>
    public const string AdministratorKey = "administratorKey";

    /// <summary>By an API key.</summary>
    public const string Key = "key";

    /// <summary>By a token of the provider that the settings name.</summary>
    public const string Token = "token";

    /// <summary>By a token of this installation's own, as one of its users.</summary>
    public const string User = "user";

    /// <summary>By a token of this installation's own, as a program.</summary>
    public const string Client = "client";

    /// <summary>By nothing but his address, which a grant lets in.</summary>
    public const string Grant = "grant";

    /// <summary>By nothing that is asked of everybody, where a code or a link that he was given is enough: what he is called is not known.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>He is a part of the backend's own process.</summary>
    public const string Process = "process";
}

/// <summary>Claims of callers.</summary>
public static class PersonClaims
{
    /// <summary>What tells a caller from others of his name: the id of his key or his grant, or what the provider calls him.</summary>
    public const string Caller = "drevents:caller";

    /// <summary>That a caller is bounded to programmes, which further claims name.</summary>
    public const string Bounded = "drevents:bounded";

    /// <summary>One of the programmes that a caller is bounded to, whatever he may do there.</summary>
    public const string Programme = "drevents:programme";

    /// <summary>A role that a caller has in one of them, as <c>summer=operator</c>.</summary>
    public const string ProgrammeRole = "drevents:programme-role";

    /// <summary>What the request needs that a caller is recognised for.</summary>
    public const string Asks = "drevents:asks";

    /// <summary>The address that a person looks at a page from.</summary>
    public const string Address = "drevents:address";

    /// <summary>The key that a person's browser keeps, by which the backend is asked on his behalf. It never leaves the process but to the backend.</summary>
    public const string Key = "drevents:key";

    /// <summary>By what a key that lasts for minutes is renewed; a key that was pasted has none.</summary>
    public const string Renewal = "drevents:renewal";
}

/// <summary>Who the caller is, and what he may do: <c>GET /api/access/me</c>.</summary>
/// <param name="Name">What he is called: the name of his key, of his grant, or in his token.</param>
/// <param name="Way">How he proved it: <c>loopback</c>, <c>administratorKey</c>, <c>key</c>, <c>token</c>, <c>user</c>, <c>client</c>, <c>grant</c> or <c>process</c>.</param>
/// <param name="Roles">His roles.</param>
/// <param name="Needs">What they allow him to.</param>
/// <param name="IsOpen">Whether access is not set up yet, so that callers on the backend's own machine are administrators.</param>
/// <param name="Programmes">The programmes that he is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">The roles that he has in single programmes, by programme; in the others he has <c>Roles</c>. Null for none.</param>
public sealed record AccessMe(
    string Name,
    string Way,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Needs,
    bool IsOpen,
    IReadOnlyList<string>? Programmes = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? ProgrammeRoles = null
);

/// <summary>Body of <c>POST /access/keys</c>.</summary>
/// <param name="Name">Whose it is, or what for: what he does is told under this name.</param>
/// <param name="Role">One of the roles.</param>
/// <param name="ExpiresAt">From when on it is refused; never when missing.</param>
/// <param name="Programmes">The programmes that it is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">Its role in single programmes, by programme; in the others it is <c>Role</c>. Null for none.</param>
[KnownNamesOnly]
public sealed record MakeApiKeyRequest(
    string? Name,
    string? Role,
    DateTimeOffset? ExpiresAt = null,
    IReadOnlyList<string>? Programmes = null,
    IReadOnlyDictionary<string, string>? ProgrammeRoles = null
);

/// <summary>An API key, without its secret.</summary>
/// <param name="Id">The part of it that is no secret.</param>
/// <param name="Name">Whose it is, or what for.</param>
/// <param name="Role">What it may do.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="MadeBy">Who made it.</param>
/// <param name="RevokedBy">Who revoked it; null while it holds.</param>
/// <param name="Programmes">The programmes that it is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">Its role in single programmes, by programme; in the others it is <c>Role</c>. Null for none.</param>
public sealed record ApiKeyView(
    string Id,
    string Name,
    string Role,
    DateTimeOffset? ExpiresAt,
    string MadeBy,
    DateTimeOffset MadeAt,
    string? RevokedBy,
    DateTimeOffset? RevokedAt,
    IReadOnlyList<string>? Programmes = null,
    IReadOnlyDictionary<string, string>? ProgrammeRoles = null
);

/// <summary>A key that was just made.</summary>
/// <param name="Secret">The whole key, as it is sent; shown this once.</param>
public sealed record ApiKeyMadeView(ApiKeyView Key, string Secret);

/// <summary>Body of <c>POST /access/grants</c>.</summary>
/// <param name="Name">Who is let in, and why.</param>
/// <param name="Addresses">From where: an address, or a range as <c>192.168.10.0/24</c>.</param>
/// <param name="Role">One of the roles, but never administrator.</param>
/// <param name="Origin">The origin of the pages that are let in, as browsers send it. When missing only programs are, and no page.</param>
/// <param name="Programmes">The programmes that who is let in is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">Its role in single programmes, by programme; in the others it is <c>Role</c>. Null for none.</param>
[KnownNamesOnly]
public sealed record MakeGrantRequest(
    string? Name,
    string? Addresses,
    string? Role,
    string? Origin = null,
    IReadOnlyList<string>? Programmes = null,
    IReadOnlyDictionary<string, string>? ProgrammeRoles = null
);

/// <summary>Whom an address lets in without a key.</summary>
/// <param name="Name">Who is let in, and why.</param>
/// <param name="Addresses">From where, as a range.</param>
/// <param name="Origin">The origin of the pages that are let in; null where only programs are.</param>
/// <param name="Role">What he may do.</param>
/// <param name="MadeBy">Who made it.</param>
/// <param name="RevokedBy">Who revoked it; null while it holds.</param>
/// <param name="Programmes">The programmes that it is bounded to; null for none, and the whole installation.</param>
/// <param name="ProgrammeRoles">Its role in single programmes, by programme; in the others it is <c>Role</c>. Null for none.</param>
public sealed record GrantView(
    string Id,
    string Name,
    string Addresses,
    string? Origin,
    string Role,
    string MadeBy,
    DateTimeOffset MadeAt,
    string? RevokedBy,
    DateTimeOffset? RevokedAt,
    IReadOnlyList<string>? Programmes = null,
    IReadOnlyDictionary<string, string>? ProgrammeRoles = null
);
