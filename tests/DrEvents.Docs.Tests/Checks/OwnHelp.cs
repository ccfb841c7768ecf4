using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using DrEvents.Docs.Tests.Reading;
using DrEvents.Local.Processes;

namespace DrEvents.Docs.Tests.Checks;

/// <summary>Programs of others: their verbs and options have to be in their own help, where they are installed.</summary>
internal static partial class OwnHelp
{
    private static readonly ConcurrentDictionary<string, Task<string?>> Helps = new();

    public static async Task<IReadOnlyList<string>> ProblemsAsync(Call call)
    {
        var arguments = call.Arguments.SkipWhile(a => a.StartsWith("-chdir=", StringComparison.Ordinal)).ToList();
        var folders = call.Arguments.Where(a => a.StartsWith("-chdir=", StringComparison.Ordinal)).Select(a => a[7..]);
        var problems = folders.Where(f => !Directory.Exists(Repository.PathOf(f))).Select(f => $"there is no {f}").ToList();
        var verbs = Verbs(call.Program, arguments);
        if (await HelpAsync(call.Program, verbs) is not { } help)
            return problems;
        if (help.Length == 0)
            return [.. problems, $"it has no {string.Join(' ', verbs)}"];
        problems.AddRange(
            arguments
                .Select(a => Option().Match(a))
                .Where(o => o.Success && !Regex.IsMatch(help, $@"(?<![\w-])-?{Regex.Escape(o.Groups[1].Value)}(?![\w-])"))
                .Select(o => $"its help has no {o.Groups[1].Value}")
        );
        return problems;
    }

    public static bool IsInstalled(string program) => Find(program) is not null;

    /// <summary>What has a help of its own.</summary>
    private static IReadOnlyList<string> Verbs(string program, List<string> arguments) =>
        program switch
        {
            "terraform" when arguments is ["providers", ..] => ["providers", "schema"],
            // It is the same as another verb, and has the options of that one.
            "terraform" when arguments is ["destroy", ..] => ["apply"],
            "terraform" or "openssl" => [.. arguments.Take(1)],
            "promtool" => [.. arguments.Take(2)],
            _ => [],
        };

    /// <summary>Null where the program is not installed, empty where it does not know the verb.</summary>
    private static Task<string?> HelpAsync(string program, IReadOnlyList<string> verbs) =>
        Helps.GetOrAdd(string.Join(' ', verbs.Prepend(program)), _ => AskAsync(program, verbs));

    private static async Task<string?> AskAsync(string program, IReadOnlyList<string> verbs)
    {
        if (Find(program) is not { } file)
            return null;
        var result = await new Command([file, .. verbs, program is "terraform" or "openssl" ? "-help" : "--help"]).RunAsync();
        return result.ExitCode == 0 ? result.Text : "";
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(f => Path.Combine(f, program))
            .FirstOrDefault(File.Exists);

    [GeneratedRegex(@"^(--?[a-zA-Z][\w.-]*)")]
    private static partial Regex Option();
}
