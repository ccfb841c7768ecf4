using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Access;

/// <summary>Options that say what programmes whoever comes is bounded to, and which role he has in each.</summary>
sealed class BoundOptions
{
    private const string RoleOption = "--programme-role";

    private readonly Option<string[]> _programmes = Typed.Many(
        "--programme",
        "A programme that whoever has it is bounded to; without any it is the whole installation.",
        "id",
        Typed.ReadNonEmpty,
        "a programme's id"
    );

    private readonly Option<string[]> _roles = Typed.Many(
        RoleOption,
        "A programme that whoever has it is bounded to, with the role in it; in the others it is the role of the whole.",
        "id=role",
        text => ProgrammeRole.Read(text) is { } read && AccessArguments.LesserRoles.Contains(read.Role) ? text : null,
        $"a programme's id, = and one of {string.Join(", ", AccessArguments.LesserRoles)}, such as summer=operator"
    );

    /// <summary>Adds them to a verb.</summary>
    public void On(Command verb)
    {
        verb.Add(_programmes);
        verb.Add(_roles);
    }

    /// <summary>The programmes that are asked for, also those that only a role names; null for the whole installation.</summary>
    public IReadOnlyList<string>? Programmes(ParseResult parse) =>
        (parse.GetValue(_programmes) ?? []).Concat(Read(parse).Select(r => r.Programme)).Distinct().ToList() is [_, ..] given
            ? given
            : null;

    /// <summary>The roles that are asked for, by programme; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Roles(ParseResult parse)
    {
        var read = Read(parse);
        if (read.CountBy(r => r.Programme).FirstOrDefault(r => r.Value > 1).Key is { } twice)
            throw VerbFailed.BadInput($"{RoleOption}: {twice} is named twice, and whoever has it has one role there");
        return read.Count == 0 ? null : read.ToDictionary(r => r.Programme, r => r.Role);
    }

    private List<ProgrammeRole> Read(ParseResult parse) =>
        [.. (parse.GetValue(_roles) ?? []).Select(ProgrammeRole.Read).OfType<ProgrammeRole>()];
}
