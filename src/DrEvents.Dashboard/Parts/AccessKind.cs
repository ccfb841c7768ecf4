using DrEvents.Dashboard.Backend;

namespace DrEvents.Dashboard.Parts;

/// <summary>Who or what has access, as a row of a table.</summary>
/// <param name="State">A word of <see cref="AccessList"/>'s texts.</param>
/// <param name="Until">Of what state says, where it has an end.</param>
/// <param name="IsOver">Whether nothing can be done with it any more.</param>
/// <param name="Programmes">What it is bounded to, as it is written; null for the whole installation.</param>
/// <param name="Where">Of a grant, whom it lets in.</param>
public sealed record AccessRow(
    string Id,
    string Name,
    string Role,
    string State,
    DateTimeOffset? Until,
    bool IsOver,
    string MadeBy,
    DateTimeOffset MadeAt,
    string? Programmes,
    string? Where = null
);

/// <summary>What is shown once after something was made: a secret, or a link on the pages' own address.</summary>
public sealed record ShownOnce(string Text, bool IsLink);

/// <summary>A kind of what gives access: how it is read, made and taken back.</summary>
public sealed record AccessKind(
    string Name,
    IReadOnlyList<string> Roles,
    Func<BackendClient, CancellationToken, Task<IReadOnlyList<AccessRow>>> ReadAsync,
    Func<BackendClient, AccessAsked, Task<ShownOnce?>> MakeAsync
)
{
    private const string Holds = "holds";
    private const string Revoked = "revoked";

    private static readonly AccessKind Users = new(
        "users",
        Contracts.Http.Roles.All,
        async (backend, stop) => [.. (await backend.GetAsync<IReadOnlyList<UserView>>("api/access/users", stop)).Select(Row)],
        async (backend, asked) =>
            LinkOf(
                await PostAsync<UserInvitedView>(
                    backend,
                    "users",
                    new InviteUserRequest(asked.Name, asked.Role, asked.Programmes, asked.ProgrammeRoles)
                )
            )
    );

    private static readonly AccessKind Clients = new(
        "clients",
        Contracts.Http.Roles.All,
        async (backend, stop) =>
            [
                .. (await backend.GetAsync<IReadOnlyList<ClientView>>("api/access/clients", stop)).Select(c =>
                    Row(c.Id, c.Name, c.Role, null, c.MadeBy, c.MadeAt, c.RevokedBy, BoundsText.Of(c.Programmes, c.ProgrammeRoles))
                ),
            ],
        async (backend, asked) =>
            new ShownOnce(
                (
                    await PostAsync<ClientMadeView>(
                        backend,
                        "clients",
                        new MakeClientRequest(asked.Name, asked.Role, asked.Programmes, asked.ProgrammeRoles)
                    )
                ).Secret,
                false
            )
    );

    private static readonly AccessKind Keys = new(
        "keys",
        Contracts.Http.Roles.All,
        async (backend, stop) =>
            [
                .. (await backend.GetAsync<IReadOnlyList<ApiKeyView>>("api/access/keys", stop)).Select(k =>
                    Row(k.Id, k.Name, k.Role, k.ExpiresAt, k.MadeBy, k.MadeAt, k.RevokedBy, BoundsText.Of(k.Programmes, k.ProgrammeRoles))
                ),
            ],
        async (backend, asked) =>
            new ShownOnce(
                (
                    await PostAsync<ApiKeyMadeView>(
                        backend,
                        "keys",
                        new MakeApiKeyRequest(asked.Name, asked.Role, null, asked.Programmes, asked.ProgrammeRoles)
                    )
                ).Secret,
                false
            )
    );

    private static readonly AccessKind Grants = new(
        "grants",
        [.. Contracts.Http.Roles.All.Except([Contracts.Http.Roles.Administrator])],
        async (backend, stop) =>
            [
                .. (await backend.GetAsync<IReadOnlyList<GrantView>>("api/access/grants", stop)).Select(g =>
                    Row(g.Id, g.Name, g.Role, null, g.MadeBy, g.MadeAt, g.RevokedBy, BoundsText.Of(g.Programmes, g.ProgrammeRoles)) with
                    {
                        Where = g.Origin is null ? g.Addresses : $"{g.Addresses}, {g.Origin}",
                    }
                ),
            ],
        async (backend, asked) =>
        {
            await PostAsync<GrantView>(
                backend,
                "grants",
                new MakeGrantRequest(asked.Name, asked.Addresses, asked.Role, asked.Origin, asked.Programmes, asked.ProgrammeRoles)
            );
            return null;
        }
    );

    /// <summary>All, in the order in which they are shown.</summary>
    public static readonly IReadOnlyList<AccessKind> All = [Users, Clients, Keys, Grants];

    public bool IsOfUsers => this == Users;

    public bool IsOfGrants => this == Grants;

    public static AccessKind Of(string name) => All.Single(k => k.Name == name);

    public static ShownOnce LinkOf(UserInvitedView invited) => new(invited.Link.Path, true);

    private static Task<T> PostAsync<T>(BackendClient backend, string kind, object body) =>
        backend.SendAsync<T>(HttpMethod.Post, $"api/access/{kind}", body);

    private static AccessRow Row(UserView user) =>
        new(
            user.Id,
            user.Name,
            user.Role,
            user.LockedUntil is null ? user.State : "locked",
            user.LockedUntil,
            user.State == UserStates.Removed,
            user.InvitedBy,
            user.InvitedAt,
            BoundsText.Of(user.Programmes, user.ProgrammeRoles)
        );

    private static AccessRow Row(
        string id,
        string name,
        string role,
        DateTimeOffset? until,
        string madeBy,
        DateTimeOffset madeAt,
        string? revokedBy,
        string? programmes
    ) => new(id, name, role, revokedBy is null ? Holds : Revoked, until, revokedBy is not null, madeBy, madeAt, programmes);
}

/// <summary>What an administrator typed to make something.</summary>
/// <param name="Bounds">The programmes that it is bounded to, as they are written; null for the whole installation.</param>
public sealed record AccessAsked(string Name, string Role, string? Addresses, string? Origin, string? Bounds)
{
    public IReadOnlyList<string>? Programmes => Bounds is null ? null : [.. BoundsText.Read(Bounds).Keys];

    public IReadOnlyDictionary<string, string>? ProgrammeRoles =>
        Bounds is null ? null : BoundsText.Read(Bounds).Where(b => b.Value is not null).ToDictionary(b => b.Key, b => b.Value!);
}
