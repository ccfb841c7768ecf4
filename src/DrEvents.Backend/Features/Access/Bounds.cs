using System.Collections.Immutable;

namespace DrEvents.Backend.Features.Access;

/// <summary>An administrator bounded a key, a grant, a user or a client to programmes, or bounds him to none any more.</summary>
/// <param name="Way">Which of them: <see cref="Ways.Key"/>, <see cref="Ways.Grant"/>, <see cref="Ways.User"/> or <see cref="Ways.Client"/>.</param>
/// <param name="Programmes">The only ones of which he is told anything; null for the whole installation.</param>
/// <param name="Roles">His role in single ones of them; in the others he has the role that he has as a whole. Null for none.</param>
public sealed record ProgrammesBound(
    string Way,
    string Id,
    IReadOnlyList<string>? Programmes,
    string By,
    DateTimeOffset At,
    IReadOnlyDictionary<string, string>? Roles = null
);

/// <summary>What somebody is bounded to.</summary>
/// <param name="Roles">His role in single ones of the programmes; null for none.</param>
public sealed record Bound(IReadOnlyList<string> Programmes, IReadOnlyDictionary<string, string>? Roles = null)
{
    /// <summary>What a request asks for; null for the whole installation.</summary>
    public static Bound? Of(IReadOnlyList<string>? programmes, IReadOnlyDictionary<string, string>? roles) =>
        programmes is null ? null : new([.. programmes.Distinct()], roles is { Count: > 0 } ? roles : null);

    /// <summary>Whether it is the same for whoever is bounded.</summary>
    public bool IsAs(Bound? other) =>
        other is not null
        && Programmes.SequenceEqual(other.Programmes)
        && ProgrammeRole.Of(Roles).ToHashSet().SetEquals(ProgrammeRole.Of(other.Roles));
}

/// <summary>Asks the room of programmes which of these are none.</summary>
public delegate Task<IReadOnlyList<string>> UnknownProgrammes(
    IQuerySession session,
    IReadOnlyList<string> programmes,
    CancellationToken cancellation
);

/// <summary>Who is bounded to programmes: to him there is no event and no VEN that is of no programme of his.</summary>
public static class Bounds
{
    private const int ProgrammesMax = 100;
    private const string RolesField = "programmeRoles";
    private static readonly string RoleNames = string.Join(", ", Roles.All.Except([Roles.Administrator]));

    /// <summary>Names what is wrong with programmes that somebody is to be bounded to.</summary>
    /// <param name="programmes">They; null binds nobody.</param>
    /// <param name="roles">His role in single ones of them; null for none.</param>
    /// <param name="role">What he may do.</param>
    public static async Task<ProblemDetails> WithProgrammesAsync(
        this FieldErrors errors,
        IReadOnlyList<string>? programmes,
        IReadOnlyDictionary<string, string>? roles,
        string? role,
        IQuerySession session,
        UnknownProgrammes unknown,
        CancellationToken cancellation
    )
    {
        const string field = "programmes";
        if (programmes is null)
            return errors.If(roles is { Count: > 0 }, RolesField, "is only for who is bounded to programmes").Answer;
        errors
            .CheckRoles(programmes, roles ?? ImmutableDictionary<string, string>.Empty)
            .If(programmes.Count == 0, field, "is empty; leave it out to mean the whole installation")
            .If(programmes.Count > ProgrammesMax, field, $"has more than {ProgrammesMax}")
            .If(role == Roles.Administrator, field, "would bound an administrator, who is of the whole installation");
        if (errors.None && await unknown(session, programmes, cancellation) is [var first, ..])
            errors.If(true, field, $"names {first}, which is no programme");
        return errors.Answer;
    }

    private static FieldErrors CheckRoles(
        this FieldErrors errors,
        IReadOnlyList<string> programmes,
        IReadOnlyDictionary<string, string> roles
    )
    {
        var beyond = roles.Keys.FirstOrDefault(p => !programmes.Contains(p));
        var unknown = roles.FirstOrDefault(r => r.Value is null || !Roles.All.Contains(r.Value));
        return errors
            .If(beyond is not null, RolesField, $"names {beyond}, which is none of programmes")
            .If(unknown.Key is not null, RolesField, $"holds a role of {unknown.Key} that is none of {RoleNames}")
            .If(
                roles.Values.Contains(Roles.Administrator),
                RolesField,
                "makes an administrator of one programme, who is of the whole installation"
            );
    }

    /// <summary>What is stored beside somebody's being made; nothing where he is bounded to none.</summary>
    public static object[] And(this object made, string way, string id, Bound? bound, string by, DateTimeOffset at) =>
        bound is null ? [made] : [made, new ProgrammesBound(way, id, bound.Programmes, by, at, bound.Roles)];

    public static ApiKeyView ViewOf(this AccessState state, KnownKey key)
    {
        var bound = state.BoundOf(Ways.Key, key.Made.Id);
        return key.View() with { Programmes = bound?.Programmes, ProgrammeRoles = bound?.Roles };
    }

    public static GrantView ViewOf(this AccessState state, KnownGrant grant)
    {
        var bound = state.BoundOf(Ways.Grant, grant.Made.Id);
        return grant.View() with { Programmes = bound?.Programmes, ProgrammeRoles = bound?.Roles };
    }

    public static ClientView ViewOf(this AccessState state, KnownClient client)
    {
        var bound = state.BoundOf(Ways.Client, client.Made.Id);
        return client.View() with { Programmes = bound?.Programmes, ProgrammeRoles = bound?.Roles };
    }

    public static UserView ViewOf(this AccessState state, KnownUser user, DateTimeOffset now)
    {
        var bound = state.BoundOf(Ways.User, user.Id);
        return user.View(now) with { Programmes = bound?.Programmes, ProgrammeRoles = bound?.Roles };
    }
}
