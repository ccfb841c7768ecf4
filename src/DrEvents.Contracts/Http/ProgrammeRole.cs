namespace DrEvents.Contracts.Http;

/// <summary>
/// A role that somebody who is bounded to programmes has in one of them. In a programme that has none of these he has the roles that he has as a whole.
/// </summary>
/// <param name="Programme">The programme.</param>
/// <param name="Role">One of the roles. Administrator, and what is no role, allows nothing in a single programme.</param>
public sealed record ProgrammeRole(string Programme, string Role)
{
    private const char Between = '=';

    /// <summary>Reads one that is written <c>summer=operator</c>; null where it is not.</summary>
    public static ProgrammeRole? Read(string text) =>
        text.IndexOf(Between, StringComparison.Ordinal) is var at and > 0 ? new ProgrammeRole(text[..at], text[(at + 1)..]) : null;

    /// <summary>Those that a map from programmes to roles says.</summary>
    public static IReadOnlyList<ProgrammeRole> Of(IReadOnlyDictionary<string, string>? roles) =>
        roles is null ? [] : [.. roles.Select(r => new ProgrammeRole(r.Key, r.Value))];

    /// <summary>The programmes in which somebody is allowed to something.</summary>
    /// <param name="programmes">Those that he is bounded to.</param>
    /// <param name="whole">The roles that he has as a whole.</param>
    /// <param name="own">The roles that he has in single programmes.</param>
    public static IReadOnlyList<string> Reach(
        Need need,
        IReadOnlyList<string> programmes,
        IReadOnlyList<string> whole,
        IReadOnlyList<ProgrammeRole> own
    ) => own.Count == 0 ? programmes : [.. programmes.Where(p => RolesIn(p, whole, own).Any(role => Roles.NeedsOf(role).Contains(need)))];

    /// <summary>The roles that somebody has in a programme.</summary>
    /// <param name="whole">The roles that he has as a whole.</param>
    /// <param name="own">The roles that he has in single programmes.</param>
    public static IReadOnlyList<string> RolesIn(string programme, IReadOnlyList<string> whole, IReadOnlyList<ProgrammeRole> own)
    {
        var there = own.Where(o => o.Programme == programme).Select(o => o.Role).ToList();
        return there.Count > 0 ? [.. there.Where(role => role != Roles.Administrator)] : whole;
    }

    /// <summary>Whether somebody who is bounded is allowed to something in one of his programmes.</summary>
    /// <param name="programmes">Those that he is bounded to.</param>
    /// <param name="whole">The roles that he has as a whole.</param>
    /// <param name="own">The roles that he has in single programmes.</param>
    public static bool IsAllowed(
        Need need,
        IReadOnlyList<string> programmes,
        IReadOnlyList<string> whole,
        IReadOnlyList<ProgrammeRole> own
    ) => own.Count > 0 ? Reach(need, programmes, whole, own).Count > 0 : whole.Any(role => Roles.NeedsOf(role).Contains(need));

    /// <summary>As it is written where both are one text: <c>summer=operator</c>.</summary>
    public override string ToString() => $"{Programme}{Between}{Role}";
}
