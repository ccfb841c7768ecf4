namespace DrEvents.Docs.Tests.Reading;

/// <summary>One call of a program, as a shell makes it of what a page says.</summary>
/// <param name="Page">The page.</param>
/// <param name="Line">The line of the command, or of the block that it stands in.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">What it gets, after the shell has read quotes, variables, aliases and comments.</param>
/// <param name="IsInline">Stands in prose, where a verb may be named without all that it needs.</param>
internal sealed record Call(string Page, int Line, string Program, IReadOnlyList<string> Arguments, bool IsInline)
{
    /// <summary>What the page shows of its output; null where it shows none.</summary>
    public string? Shown { get; init; }

    /// <summary>In one line.</summary>
    public string Text => string.Join(' ', Arguments.Prepend(Program));

    /// <summary>Where it stands, and what it is.</summary>
    public override string ToString() => $"{Page}:{Line}: {Text}";

    /// <summary>The program that the repository itself is, and what is left of the arguments: <c>dotnet run --project src/DrEvents.Cli -- ven list</c> is <c>drevents ven list</c>.</summary>
    public Call Resolved()
    {
        if (Program != "dotnet" || Arguments is not ["run", ..] || Project is not { } project || !Own.TryGetValue(project, out var own))
            return this;
        return this with { Program = own, Arguments = [.. Arguments.SkipWhile(a => a != "--").Skip(1)] };
    }

    /// <summary>What <c>dotnet run</c> is told to run.</summary>
    public string? Project => Arguments.SkipWhile(a => a != "--project").Skip(1).FirstOrDefault()?.TrimEnd('/');

    private static readonly Dictionary<string, string> Own = new()
    {
        ["src/DrEvents.Cli"] = "drevents",
        ["src/DrEvents.Ven"] = "drevents-ven",
        ["src/DrEvents.Local"] = "DrEvents.Local",
        ["src/DrEvents.Backend"] = "DrEvents.Backend",
    };
}
