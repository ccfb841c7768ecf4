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

    /// <summary>The programmes that whoever comes is bounded to.</summary>
    public static Option<string[]> Programmes() =>
        Typed.Many(
            "--programme",
            "A programme that whoever has it is bounded to; without any it is the whole installation.",
            "id",
            Typed.ReadNonEmpty,
            "a programme's id"
        );

    /// <summary>What is asked for: null for none.</summary>
    public static IReadOnlyList<string>? Given(ParseResult parse, Option<string[]> programmes) =>
        parse.GetValue(programmes) is [_, ..] given ? given : null;

    /// <summary>Programmes as tables show them.</summary>
    public static string Shown(IReadOnlyList<string>? programmes) => programmes is null ? "all" : string.Join(", ", programmes);

    /// <summary>All roles but the administrator's.</summary>
    public static IEnumerable<string> LesserRoles => Roles.All.Except([Roles.Administrator]);
}
