using System.CommandLine;
using System.CommandLine.Help;

namespace DrEvents.Cli.Manual;

/// <summary>The manual page of one command, made from what its parser knows.</summary>
/// <param name="Name">Its name, <c>drevents-event-create</c>.</param>
/// <param name="Text">The page, in roff.</param>
sealed record ManPage(string Name, string Text)
{
    private const int Commands = 1;

    /// <summary>The file that man(1) looks for.</summary>
    public string File => $"{Name}.{Commands}";

    /// <summary>The pages of a program and of its verbs, its own first. A group of verbs has none: <c>drevents ven</c> would have that of <c>drevents-ven</c>.</summary>
    /// <param name="program">Its name; the library's own is that of the running program.</param>
    /// <param name="root">Its commands.</param>
    /// <param name="exitCodes">What its exit codes mean, as its help says it.</param>
    public static IEnumerable<ManPage> Of(string program, RootCommand root, string exitCodes)
    {
        var verbs = Verbs([root]).Select(way => (Words: Words(program, way), Way: way)).ToList();
        var name = NameOf([program]);
        yield return new ManPage(name, Page([program], [root], exitCodes, verbs, verbs.Select(v => NameOf(v.Words))));
        foreach (var (words, way) in verbs)
            yield return new ManPage(NameOf(words), Page(words, way, exitCodes, [], [name]));
    }

    private static string Page(
        IReadOnlyList<string> words,
        IReadOnlyList<Command> way,
        string exitCodes,
        IReadOnlyList<(IReadOnlyList<string> Words, IReadOnlyList<Command> Way)> verbs,
        IEnumerable<string> others
    )
    {
        var command = way[^1];
        var version = "DrEvents " + typeof(ManPage).Assembly.GetName().Version!.ToString(3);
        var page = new Roff().Title(NameOf(words), Commands, version);
        page.Section("NAME").Line($@"{Roff.Text(NameOf(words))} \- {Roff.Text(FirstSentence(command))}");
        page.Section("SYNOPSIS").Line(Synopsis(words, way));
        page.Section("DESCRIPTION").Paragraphs(command.Description ?? "");
        List(page, "ARGUMENTS", command.Arguments.Where(a => !a.Hidden), a => Roff.Italic(a.Name), a => a.Description);
        List(page, "OPTIONS", Options(way), Term, o => o.Description + (o.Required ? " Required." : ""));
        List(page, "VERBS", verbs, v => Roff.Bold(string.Join(' ', v.Words.Skip(1))), v => v.Way[^1].Description);
        List(page, "EXIT STATUS", Codes(exitCodes), c => Roff.Bold(c.Code), c => c.Meaning);
        return page.Section("SEE ALSO").Line(string.Join(", ", others.Select(o => Roff.Bold(o) + $"({Commands})"))).ToString();
    }

    private static void List<T>(Roff page, string heading, IEnumerable<T> items, Func<T, string> term, Func<T, string?> meaning)
    {
        foreach (var (n, item) in items.Index())
            (n == 0 ? page.Section(heading) : page).Meaning(term(item), meaning(item) ?? "");
    }

    private static string Synopsis(IReadOnlyList<string> words, IReadOnlyList<Command> way)
    {
        var command = way[^1];
        List<string> parts = [Roff.Bold(string.Join(' ', words))];
        if (command.Subcommands.Count > 0)
            parts.Add(Roff.Italic("verb"));
        parts.AddRange(command.Arguments.Where(a => !a.Hidden).Select(Place));
        parts.AddRange(Options(way).Where(o => o.Required).Select(Term));
        return string.Join(' ', parts.Append($"[{Roff.Italic("options")}]"));
    }

    private static string Place(Argument argument)
    {
        var place = Roff.Italic(argument.Name) + (argument.Arity.MaximumNumberOfValues > 1 ? " ..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{place}]" : place;
    }

    private static string Term(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(a => a[0] == '-').Prepend(option.Name).Select(Roff.Bold));
        return option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool)
            ? names
            : $"{names} {Roff.Italic(option.HelpName ?? option.Name.TrimStart('-'))}";
    }

    /// <summary>Its own options, and those of the commands above it that hold everywhere.</summary>
    private static IEnumerable<Option> Options(IReadOnlyList<Command> way) =>
        way[^1]
            .Options.Concat(way.SkipLast(1).Reverse().SelectMany(c => c.Options).Where(o => o.Recursive && o is not VersionOption))
            .Where(o => !o.Hidden);

    private static IEnumerable<IReadOnlyList<Command>> Verbs(IReadOnlyList<Command> way) =>
        way[^1].Subcommands.Count == 0 ? [way] : way[^1].Subcommands.Where(c => !c.Hidden).SelectMany(c => Verbs([.. way, c]));

    private static IReadOnlyList<string> Words(string program, IReadOnlyList<Command> way) => [program, .. way.Skip(1).Select(c => c.Name)];

    private static IEnumerable<(string Code, string Meaning)> Codes(string inWords) =>
        inWords.ReplaceLineEndings("\n").Split('\n').Skip(1).Select(l => l.Trim().Split(' ', 2)).Select(w => (w[0], w[1].Trim()));

    private static string FirstSentence(Command command) => (command.Description ?? "").Split(['.', '\n'])[0];

    private static string NameOf(IEnumerable<string> words) => string.Join('-', words);
}
