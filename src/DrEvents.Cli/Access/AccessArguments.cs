using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Access;

/// <summary>What verbs about keys and grants have in common.</summary>
static class AccessArguments
{
    /// <summary>The name of what is made.</summary>
    public static Option<string?> Name(string description)
    {
        var name = Typed.Text("--name", description, "text", Typed.ReadNonEmpty, "a name");
        name.Required = true;
        return name;
    }

    /// <summary>What whoever comes may do.</summary>
    public static Option<string?> Role(params IEnumerable<string> roles)
    {
        var role = Typed.Word("--role", "What whoever has it may do.", [.. roles]);
        role.Required = true;
        return role;
    }

    /// <summary>Programmes as tables show them, each with the role that somebody has in it alone.</summary>
    public static string Shown(IReadOnlyList<string>? programmes, IReadOnlyDictionary<string, string>? roles = null) =>
        programmes is null
            ? "all"
            : string.Join(", ", programmes.Select(p => roles?.GetValueOrDefault(p) is { } role ? $"{new ProgrammeRole(p, role)}" : p));

    /// <summary>All roles but the administrator's.</summary>
    public static IEnumerable<string> LesserRoles => Roles.All.Except([Roles.Administrator]);
}
