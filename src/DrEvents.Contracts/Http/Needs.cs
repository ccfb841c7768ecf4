using System.Text.Json;

namespace DrEvents.Contracts.Http;

/// <summary>What a caller has to be allowed to: every route and every page needs exactly one of these.</summary>
public enum Need
{
    /// <summary>See VENs, events and figures.</summary>
    Read,

    /// <summary>Call, change and end events, and send commands to VENs.</summary>
    CallEvents,

    /// <summary>Register, change and remove VENs and their loads, and deal with messages of theirs that could not be read.</summary>
    ManageVens,

    /// <summary>Measure and settle: import meters, choose profiles, ask for results, book them.</summary>
    Settle,

    /// <summary>Take evidence away, and verify the history.</summary>
    Audit,

    /// <summary>Make and revoke keys and grants, and change how the backend works.</summary>
    Administer,
}

/// <summary>Of what a route or a page is, for callers who are bounded to programmes.</summary>
public enum Reach
{
    /// <summary>Of the whole installation: it is refused to them.</summary>
    Installation,

    /// <summary>Of the event, the VEN or the programme that its path names: to them there is none that is not of their programmes.</summary>
    Path,

    /// <summary>Of what it lists or is asked for: it answers with what is of their programmes.</summary>
    Own,

    /// <summary>Of nothing that belongs to a programme.</summary>
    Nothing,
}

/// <summary>Says what a caller of a route, or who opens a page, has to be allowed to. What says nothing is refused to everybody.</summary>
/// <param name="need">What he needs.</param>
/// <param name="reach">Of what it is, for callers who are bounded to programmes.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class NeedsAttribute(Need need, Reach reach = Reach.Installation) : Attribute
{
    /// <summary>What he needs.</summary>
    public Need Need => need;

    /// <summary>Of what it is, for callers who are bounded to programmes.</summary>
    public Reach Reach => reach;
}

/// <summary>Who may do what: each role is allowed to a fixed set of needs.</summary>
public static class Roles
{
    /// <summary>Sees, and changes nothing.</summary>
    public const string Viewer = "viewer";

    /// <summary>Calls events, and looks after VENs and results.</summary>
    public const string Operator = "operator";

    /// <summary>Brings VENs in, and calls no events.</summary>
    public const string Installer = "installer";

    /// <summary>Sees all that is stored, and takes evidence away.</summary>
    public const string Auditor = "auditor";

    /// <summary>May do everything.</summary>
    public const string Administrator = "administrator";

    private static readonly Dictionary<string, IReadOnlyList<Need>> NeedsByRole = new()
    {
        [Viewer] = [Need.Read],
        [Operator] = [Need.Read, Need.CallEvents, Need.ManageVens, Need.Settle],
        [Installer] = [Need.Read, Need.ManageVens],
        [Auditor] = [Need.Read, Need.Audit],
        [Administrator] = Enum.GetValues<Need>(),
    };

    /// <summary>All, those that may do least first.</summary>
    public static readonly IReadOnlyList<string> All = [Viewer, Operator, Installer, Auditor, Administrator];

    /// <summary>What a role is allowed to; nothing where there is no such role.</summary>
    public static IReadOnlyList<Need> NeedsOf(string role) => NeedsByRole.GetValueOrDefault(role, []);

    /// <summary>The roles that are allowed to it.</summary>
    public static IReadOnlyList<string> AllowedTo(Need need) => [.. All.Where(role => NeedsOf(role).Contains(need))];

    /// <summary>A need as answers write it.</summary>
    public static string Word(Need need) => JsonNamingPolicy.CamelCase.ConvertName(need.ToString());
}
