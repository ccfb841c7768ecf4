namespace DrEvents.Contracts.Settings;

/// <summary>A top-level name that somebody wrote into a file or on the command line.</summary>
/// <param name="Name">The name of a section, or of a setting without one.</param>
/// <param name="IsValue">Whether it has a value of its own.</param>
public sealed record WrittenName(string Name, bool IsValue);

/// <summary>
/// Names of settings, <c>Section:Key</c>: those that there are not, and which ones were meant. They are the same in files, in the environment
/// (<c>Section__Key</c>) and on the command line, in any case. A typo that nobody tells leaves the setting that was meant at its default.
/// </summary>
public static class SettingNames
{
    /// <summary>A known name that ends so has a list or a table below it.</summary>
    public const string Elements = ":*";

    /// <summary>A beginning of a name that is as long is an abbreviation of it.</summary>
    private const int AbbreviationMin = 3;

    /// <summary>What is wrong with the names of settings, a line each; empty when nothing is.</summary>
    /// <param name="given">All names that have a value, wherever from. Those in sections that are not ours belong to somebody else.</param>
    /// <param name="written">
    /// What was written at the top level. The environment is full of names of other programs, and so does not belong here.
    /// </param>
    /// <param name="known">All names that there are.</param>
    /// <param name="shared">Sections in which somebody else may have names too: only what is nearly one of ours is wrong there.</param>
    public static IEnumerable<string> Problems(
        IEnumerable<string> given,
        IEnumerable<WrittenName> written,
        IReadOnlyCollection<string> known,
        params IReadOnlyCollection<string> shared
    )
    {
        var ours = known.ToLookup(First, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, isValue) in written.Distinct())
        {
            if (!ours.Contains(name))
            {
                if (Nearest(name, ours.Select(o => o.Key)) is { } meant)
                    yield return $"{name} is not known: did you mean {meant}?";
            }
            else if (isValue && ours[name].All(o => o.Contains(':', StringComparison.Ordinal)))
                yield return $"{name} is a section of settings, which are written {name}:Key";
        }
        foreach (var name in given.Where(n => n.Contains(':', StringComparison.Ordinal) && ours.Contains(First(n))))
        {
            string[] section = [.. ours[First(name)]];
            var isShared = shared.Contains(First(name), StringComparer.OrdinalIgnoreCase);
            if (!section.Any(k => Covers(k, name)) && !(isShared && Nearest(name, section) is null))
                yield return Unknown(name, section);
        }
    }

    /// <summary>Says that there is no such setting, and which one is nearest.</summary>
    public static string Unknown(string given, IReadOnlyCollection<string> known) =>
        Nearest(given, known) is { } meant
            ? $"{given} is no setting: did you mean {meant}?"
            : $"{given} is no setting; there are {string.Join(", ", known.Select(Bare).Order(StringComparer.Ordinal))}";

    /// <summary>
    /// The known name that was meant, or null where none is near: one letter in three may be wrong, and the section or the end may be missing.
    /// </summary>
    public static string? Nearest(string given, IEnumerable<string> known) =>
        known
            .Select(Bare)
            .Select(name => (Name: name, Distance: Distance(given, name)))
            .Where(near => near.Distance <= Math.Max(1, Last(given).Length / 3))
            .OrderBy(near => near.Distance)
            .ThenBy(near => near.Name, StringComparer.Ordinal)
            .FirstOrDefault()
            .Name;

    private static int Distance(string given, string name)
    {
        var isKeyAlone = !given.Contains(':', StringComparison.Ordinal);
        var edits = isKeyAlone ? Math.Min(Edits(given, name), Edits(given, Last(name))) : Edits(given, name);
        return Last(given).Length >= AbbreviationMin && (Begins(name) || (isKeyAlone && Begins(Last(name)))) ? Math.Min(1, edits) : edits;

        bool Begins(string whole) => whole.StartsWith(given, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Covers(string known, string given) =>
        given.Equals(Bare(known), StringComparison.OrdinalIgnoreCase)
        || (known.EndsWith(Elements, StringComparison.Ordinal) && given.StartsWith(known[..^1], StringComparison.OrdinalIgnoreCase));

    private static string Bare(string known) => known.EndsWith(Elements, StringComparison.Ordinal) ? known[..^Elements.Length] : known;

    private static string First(string name) => name.Split(':')[0];

    private static string Last(string name) => name[(name.LastIndexOf(':') + 1)..];

    /// <summary>Letters to insert, to leave out, to change, or to exchange with their neighbour, until both are the same (Damerau).</summary>
    private static int Edits(string one, string other)
    {
        var (a, b) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        for (var j = 0; j <= b.Length; j++)
        {
            if (i == 0 || j == 0)
            {
                edits[i, j] = i + j;
                continue;
            }
            var changed = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            edits[i, j] = Math.Min(changed, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
        }
        return edits[a.Length, b.Length];
    }
}
