namespace DrEvents.Backend.Features.Access;

/// <summary>An administrator bounded a key, a grant, a user or a client to programmes, or bounds him to none any more.</summary>
/// <param name="Way">Which of them: <see cref="Ways.Key"/>, <see cref="Ways.Grant"/>, <see cref="Ways.User"/> or <see cref="Ways.Client"/>.</param>
/// <param name="Programmes">The only ones of which he is told anything; null for the whole installation.</param>
public sealed record ProgrammesBound(string Way, string Id, IReadOnlyList<string>? Programmes, string By, DateTimeOffset At);

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

    /// <summary>Names what is wrong with programmes that somebody is to be bounded to.</summary>
    /// <param name="programmes">They; null binds nobody.</param>
    /// <param name="role">What he may do.</param>
    public static async Task<ProblemDetails> WithProgrammesAsync(
        this FieldErrors errors,
        IReadOnlyList<string>? programmes,
        string? role,
        IQuerySession session,
        UnknownProgrammes unknown,
        CancellationToken cancellation
    )
    {
        const string field = "programmes";
        if (programmes is null)
            return errors.Answer;
        errors
            .If(programmes.Count == 0, field, "is empty; leave it out to mean the whole installation")
            .If(programmes.Count > ProgrammesMax, field, $"has more than {ProgrammesMax}")
            .If(role == Roles.Administrator, field, "would bound an administrator, who is of the whole installation");
        if (errors.None && await unknown(session, programmes, cancellation) is [var first, ..])
            errors.If(true, field, $"names {first}, which is no programme");
        return errors.Answer;
    }

    /// <summary>What is stored beside somebody's being made; nothing where he is bounded to none.</summary>
    public static object[] And(this object made, string way, string id, IReadOnlyList<string>? programmes, string by, DateTimeOffset at) =>
        programmes is null ? [made] : [made, new ProgrammesBound(way, id, [.. programmes.Distinct()], by, at)];

    public static ApiKeyView ViewOf(this AccessState state, KnownKey key) =>
        key.View() with
        {
            Programmes = state.ProgrammesOf(Ways.Key, key.Made.Id),
        };

    public static GrantView ViewOf(this AccessState state, KnownGrant grant) =>
        grant.View() with
        {
            Programmes = state.ProgrammesOf(Ways.Grant, grant.Made.Id),
        };

    public static ClientView ViewOf(this AccessState state, KnownClient client) =>
        client.View() with
        {
            Programmes = state.ProgrammesOf(Ways.Client, client.Made.Id),
        };

    public static UserView ViewOf(this AccessState state, KnownUser user, DateTimeOffset now) =>
        user.View(now) with
        {
            Programmes = state.ProgrammesOf(Ways.User, user.Id),
        };
}
