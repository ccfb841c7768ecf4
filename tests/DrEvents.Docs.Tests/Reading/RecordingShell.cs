using System.Text;
using DrEvents.Docs.Tests.Checks;
using DrEvents.Local.Processes;

namespace DrEvents.Docs.Tests.Reading;

/// <summary>
/// What a page tells to run, read by a real shell in which every program only notes how it was called. So quotes, pipes, variables, functions
/// and aliases mean what they mean to those who follow the page, and nothing is run.
/// </summary>
internal static class RecordingShell
{
    private const string Note = """
        #!/bin/bash
        printf '%s\0' "$AT" "${0##*/}" "$@" >"$NOTES/$EPOCHREALTIME.$BASHPID"
        case "${0##*/}" in mkdir | cat) exec "/bin/${0##*/}" "$@" ;; esac
        echo x 2>/dev/null || :
        """;

    /// <summary>Variables that a page takes from elsewhere.</summary>
    private const string Prelude = """
        set -u
        shopt -s expand_aliases
        export ConnectionStrings__Postgres=Host=none
        command_not_found_handle() { printf '%s\0' "$AT" "unknown" "$@" >"$NOTES/$EPOCHREALTIME.$BASHPID"; }
        """;

    /// <summary>All calls of a page in their order.</summary>
    public static async Task<IReadOnlyList<Call>> ReadAsync(DocPage page)
    {
        var folder = Directory.CreateTempSubdirectory("drevents-docs-");
        try
        {
            return await ReadAsync(page, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Call>> ReadAsync(DocPage page, string folder)
    {
        var (programs, notes, place) = (Path.Combine(folder, "bin"), Path.Combine(folder, "notes"), Path.Combine(folder, "repository"));
        Directory.CreateDirectory(notes);
        MakePrograms(programs);
        MakeFolders(place);
        var (script, shown) = Script(page);
        var begin = place;
        if (page.Path != AwsGuide.Path && script.Contains("output -raw", StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync(Path.Combine(place, AwsGuide.NamesFile), AwsGuide.Names());
            script =
                $"{Prelude}\n{At(0)}cd \"$REPOSITORY\"\n. ./{AwsGuide.NamesFile}\ncd - >\"$NOTES/../went\"\n{AwsGuide.Functions()}\n"
                + script[Prelude.Length..];
            if (page.Path == AwsGuide.Readme)
                begin = Path.Combine(place, AwsGuide.Environment);
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "page.sh"), script);
        string[] line =
        [
            "/usr/bin/env",
            "-i",
            "HOME=/home/you",
            $"REPOSITORY={place}",
            $"PATH={programs}",
            $"NOTES={notes}",
            "/bin/bash",
            Path.Combine(folder, "page.sh"),
        ];
        var result = await new Command(line) { WorkingDirectory = begin }.RunAsync();
        result.Errors.ShouldBeEmpty($"what a shell says of {page.Path}");
        return [.. Directory.EnumerateFiles(notes).Order(StringComparer.Ordinal).Select(note => Read(page.Path, note, shown, place))];
    }

    private static Call Read(string page, string note, Dictionary<string, string> shown, string place)
    {
        // A page may make a path whole; what is checked is in the repository.
        var words = File.ReadAllText(note).Replace(place + "/", "", StringComparison.Ordinal).Split('\0')[..^1];
        var at = words[0].Split(':');
        return new Call(
            page,
            int.Parse(at[0], System.Globalization.CultureInfo.InvariantCulture),
            words[1],
            words[2..],
            at is [_, "inline"]
        )
        {
            Shown = shown.GetValueOrDefault(words[0]),
        };
    }

    private static (string Script, Dictionary<string, string> Shown) Script(DocPage page)
    {
        var script = new StringBuilder(Prelude).Append('\n');
        var shown = new Dictionary<string, string>();
        foreach (var fence in page.Fences)
        {
            if (fence.Language == "sh")
                script
                    .Append(At(fence.Line))
                    .Append(fence.IsInAnotherShell ? "cd \"$REPOSITORY\"\n" : "")
                    .Append(string.Join('\n', fence.Lines))
                    .Append('\n');
            else if (fence.Language == "console")
                AddConsole(fence, script, shown);
        }
        foreach (var (line, text) in page.Inline.Where(i => Programs.IsCommand(i.Text)))
        {
            foreach (var each in Alternatives(text))
                script.Append(At(line, ":inline")).Append('(').Append(each).Append("\n)\n");
        }
        return (script.ToString(), shown);
    }

    private static void AddConsole(Fence fence, StringBuilder script, Dictionary<string, string> shown)
    {
        string? at = null;
        foreach (var (n, line) in fence.Lines.Index())
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                at = $"{fence.Line + n + 1}";
                script.Append(At(fence.Line + n + 1)).Append(line[2..]).Append('\n');
            }
            else if (at is not null)
            {
                shown[at] = shown.GetValueOrDefault(at) + line + "\n";
            }
        }
    }

    /// <summary>Prose may name several verbs at once: <c>log show|verify</c>.</summary>
    private static IEnumerable<string> Alternatives(string text)
    {
        var words = text.Split(' ');
        var n = Array.FindIndex(
            words,
            w => w.Contains('|', StringComparison.Ordinal) && char.IsLetter(w[0]) && w.All(c => char.IsLetter(c) || c == '|')
        );
        return n < 0 ? [text] : words[n].Split('|').Select(each => string.Join(' ', [.. words[..n], each, .. words[(n + 1)..]]));
    }

    private static string At(int line, string kind = "") => $"export AT={line}{kind}\n";

    private static void MakePrograms(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var program in Programs.Known)
            MakeProgram(Path.Combine(folder, program));
    }

    /// <summary>The repository's folders without its files: pages change into them and write there.</summary>
    private static void MakeFolders(string place)
    {
        Directory.CreateDirectory(place);
        foreach (var folder in Directory.EnumerateDirectories(Repository.PathOf("ops"), "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(place, Path.GetRelativePath(Repository.Folder, folder)));
        foreach (var script in Programs.Scripts)
            MakeProgram(Path.Combine(place, script));
    }

    private static void MakeProgram(string file)
    {
        File.WriteAllText(file, Note);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
