using System.Text.RegularExpressions;

namespace DrEvents.Docs.Tests.Reading;

/// <summary>A block of a page between fences.</summary>
/// <param name="Line">The line of its first fence.</param>
/// <param name="Language">
/// <c>sh</c>: commands. <c>console</c>: commands after <c>$</c>, each with what it prints. <c>bash</c>: commands for a machine of another kind.
/// <c>text</c>: none.
/// </param>
/// <param name="IsInAnotherShell">What goes before says so; that one begins in the repository.</param>
internal sealed record Fence(int Line, string Language, IReadOnlyList<string> Lines, bool IsInAnotherShell = false);

/// <summary>A page of the docs: its fenced blocks, and what stands between backticks outside of them.</summary>
/// <param name="Path">Its path in the repository.</param>
internal sealed partial record DocPage(string Path, IReadOnlyList<Fence> Fences, IReadOnlyList<(int Line, string Text)> Inline)
{
    public static DocPage Read(string path) => Of(path, Repository.Read(path));

    public static DocPage Of(string path, string text)
    {
        var lines = text.Split('\n');
        var fences = new List<Fence>();
        Fence? open = null;
        var before = "";
        for (var n = 0; n < lines.Length; n++)
        {
            var line = lines[n].TrimStart();
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (open is not null)
                    fences.Add(open);
                var from = n;
                open = open is null
                    ? new Fence(n + 1, line[3..].Trim(), [], before.Contains("shell, in the repository", StringComparison.Ordinal))
                    : null;
                before = "";
                lines[from] = "";
            }
            else if (open is not null)
            {
                open = open with { Lines = [.. open.Lines, lines[n]] };
                lines[n] = "";
            }
            else
            {
                before += line + " ";
            }
        }
        return new DocPage(path, fences, [.. InlineOf(lines)]);
    }

    /// <summary>Text between backticks may go on in the next line, but never in another paragraph.</summary>
    private static IEnumerable<(int Line, string Text)> InlineOf(string[] lines)
    {
        for (var n = 0; n < lines.Length; n++)
        {
            var from = n;
            while (n < lines.Length && lines[n].Trim().Length > 0)
                n++;
            var paragraph = string.Join('\n', lines[from..n]);
            foreach (Match code in Code().Matches(paragraph))
                yield return (from + 1 + paragraph[..code.Index].Count(c => c == '\n'), Spaces().Replace(code.Groups[1].Value, " "));
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

/// <summary>All pages that people are told to follow.</summary>
internal static class DocPages
{
    public static IReadOnlyList<string> Paths { get; } =
    [
        "README.md",
        .. Directory
            .EnumerateFiles(Repository.PathOf("ops"), "*.md", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Folder, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/.terraform/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
