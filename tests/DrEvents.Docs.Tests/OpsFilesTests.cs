using System.Text.RegularExpressions;

namespace DrEvents.Docs.Tests;

/// <summary>Every file below ops is used by something that is run or read, or says itself who uses it.</summary>
public sealed partial class OpsFilesTests
{
    private static readonly string[] Made = [".terraform", "node_modules", "bin", "obj"];

    /// <summary>Code and scripts that may name a file.</summary>
    private static readonly Lazy<IReadOnlyList<(string Path, string Text)>> Users = new(() =>
        [
            .. Below("src", ".cs", ".csproj", ".js", ".json"),
            .. Below("tests", ".cs", ".csproj", ".js", ".py"),
            (".ci/run", Repository.Read(".ci/run")),
        ]
    );

    [Fact]
    public void every_file_is_used_or_says_who_uses_it()
    {
        var files = Files("ops").ToList();
        files.Count.ShouldBeGreaterThan(100);
        files.Where(f => UserOf(f, Linked(), File.ReadAllText) is null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ops/docs/forgotten.md", "# Forgotten\n")]
    [InlineData("ops/docs/images/forgotten.png", "")]
    [InlineData("ops/scripts/forgotten", "#!/bin/sh\n")]
    [InlineData("ops/terraform/modules/iot/templates/forgotten.json.tftpl", "{}")]
    [InlineData("ops/terraform/modules/forgotten/main.tf", "")]
    [InlineData("ops/observability/forgotten.yml", "groups: []\n")]
    public void a_forgotten_file_is_found(string path, string content) => UserOf(path, Linked(), _ => content).ShouldBeNull();

    [Fact]
    public void a_file_that_names_its_user_is_not_forgotten() =>
        UserOf("ops/systemd/x.service", Linked(), _ => "# Used by ops/docs/ven-guide.md: installed by hand\n")
            .ShouldBe("ops/docs/ven-guide.md");

    /// <summary>Who uses a file; null where nobody does.</summary>
    private static string? UserOf(string path, HashSet<string> linked, Func<string, string> read) =>
        linked.Contains(path) ? "a page"
        : path.EndsWith(".tf", StringComparison.Ordinal) ? CallerOf(path)
        : path.StartsWith("ops/terraform/", StringComparison.Ordinal) && ReaderOf(path) is { } module ? module
        : Users.Value.FirstOrDefault(u => Names(u.Text, path)).Path is { } user ? user
        : Says().Match(read(Repository.PathOf(path))) is { Success: true } says && File.Exists(Repository.PathOf(says.Groups[1].Value))
            ? says.Groups[1].Value
        : null;

    /// <summary>Names it by its whole path, or by its folder and its name in a test of that folder.</summary>
    private static bool Names(string text, string path)
    {
        var (folder, name) = (Path.GetDirectoryName(path)!.Replace('\\', '/'), Path.GetFileName(path));
        return Whole(text, path)
            || (Whole(text, folder) && Regex.IsMatch(text, $"[\"/]{Regex.Escape(name)}\""))
            || (
                Whole(text, Path.GetDirectoryName(folder)!.Replace('\\', '/'))
                && text.Contains($"\"{Path.GetFileName(folder)}/{name}\"", StringComparison.Ordinal)
            );
    }

    private static bool Whole(string text, string path) => Regex.IsMatch(text, $@"{Regex.Escape(path)}(?![\w/.-]*\w)");

    /// <summary>Terraform reads all of a folder: an environment is read by the tests, a module by who calls it.</summary>
    private static string? CallerOf(string path)
    {
        var folder = Path.GetDirectoryName(path)!.Replace('\\', '/');
        if (folder.StartsWith("ops/terraform/environments/", StringComparison.Ordinal))
            return Users.Value.FirstOrDefault(u => Whole(u.Text, folder.Replace("ops/terraform/", "", StringComparison.Ordinal))).Path;
        return Files("ops/terraform")
            .Where(f => f.EndsWith(".tf", StringComparison.Ordinal))
            .FirstOrDefault(f => Repository.Read(f).Contains($"modules/{Path.GetFileName(folder)}\"", StringComparison.Ordinal));
    }

    /// <summary>The file of the module that reads it, by its path within the module.</summary>
    private static string? ReaderOf(string path)
    {
        var module = string.Join('/', path.Split('/').Take(4));
        var within = path[(module.Length + 1)..];
        return Directory.Exists(Repository.PathOf(module))
            ? Files(module)
                .Where(f => f.EndsWith(".tf", StringComparison.Ordinal))
                .FirstOrDefault(f => Repository.Read(f).Contains($"/{within}\"", StringComparison.Ordinal))
            : null;
    }

    /// <summary>What is reached by links from the README, and from the alerts.</summary>
    private static HashSet<string> Linked()
    {
        var found = new HashSet<string>();
        var open = new Queue<string>(["README.md"]);
        foreach (Match runbook in Runbook().Matches(Repository.Read("ops/observability/alerts.yml")))
            open.Enqueue(runbook.Groups[1].Value);
        while (open.TryDequeue(out var page))
        {
            if (!found.Add(page) || !page.EndsWith(".md", StringComparison.Ordinal) || !File.Exists(Repository.PathOf(page)))
                continue;
            foreach (Match link in Link().Matches(Repository.Read(page)))
            {
                var target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.PathOf(page))!, link.Groups[1].Value));
                if (File.Exists(target))
                    open.Enqueue(Relative(target));
                // A link to a folder is one to what is in it, where that is pages.
                else if (Directory.Exists(target))
                    foreach (var each in Directory.EnumerateFiles(target, "*.md"))
                        open.Enqueue(Relative(each));
            }
        }
        return found;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories)
            .Select(Relative)
            .Where(f => !f.Split('/').Any(Made.Contains) && !f.EndsWith(".terraform.lock.hcl", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<(string Path, string Text)> Below(string folder, params string[] endings) =>
        Files(folder)
            .Where(f =>
                endings.Any(e => f.EndsWith(e, StringComparison.Ordinal))
                && !f.StartsWith("tests/DrEvents.Docs.Tests/", StringComparison.Ordinal)
            )
            .Select(f => (f, Repository.Read(f)));

    private static string Relative(string file) => Path.GetRelativePath(Repository.Folder, file).Replace('\\', '/');

    [GeneratedRegex(@"\]\(([^)#\s:]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"runbook_url: (\S+)")]
    private static partial Regex Runbook();

    [GeneratedRegex(@"[Uu]sed by (\S+?)[:,.]?\s")]
    private static partial Regex Says();
}
