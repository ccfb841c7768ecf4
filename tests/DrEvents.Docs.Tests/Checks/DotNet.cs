using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DrEvents.Docs.Tests.Reading;

namespace DrEvents.Docs.Tests.Checks;

/// <summary><c>dotnet</c>: verbs, tools, and the projects, classes and words that are in the repository.</summary>
internal static partial class DotNet
{
    private static readonly string[] Verbs = ["build", "test", "run", "publish", "restore", "format", "tool"];

    public static IEnumerable<string> Problems(Call call) =>
        call.Arguments switch
        {
            [] => ["no verb"],
            ["run", ..] => Run(call),
            ["tool", "restore"] => [],
            [var tool, ..] when Tools().Contains(tool) => [],
            [var verb, ..] when Verbs.Contains(verb) => Paths(call.Arguments.Skip(1)),
            [var verb, ..] => [$"dotnet has no {verb}"],
        };

    private static IEnumerable<string> Run(Call call)
    {
        if (call.Project is not { } project)
            return ["which project?"];
        if (!Directory.Exists(Repository.PathOf(project)))
            return [$"there is no {project}"];
        var sources = string.Join(
            '\n',
            Directory
                .EnumerateFiles(Repository.PathOf(project), "*.cs", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
                .Select(File.ReadAllText)
        );
        return call.Arguments.SkipWhile(a => a != "--").Skip(1).SelectMany(a => Unknown(a, sources));
    }

    /// <summary>Options and names in an argument of a test program or of the benchmarks that its sources do not have.</summary>
    private static IEnumerable<string> Unknown(string argument, string sources) =>
        argument is "-class" or "-method" or "-explicit" or "-showLiveOutput" or "only" or "FOLDER" ? []
        : Word().Match(argument) is { Success: true } word && Regex.IsMatch(sources, $@"\b{Regex.Escape(word.Value)}") ? []
        : [$"its sources have no {argument}"];

    private static IEnumerable<string> Paths(IEnumerable<string> arguments) =>
        arguments
            .Where(a => a.Contains('/', StringComparison.Ordinal) && a[0] != '-')
            .Where(a => !Path.Exists(Repository.PathOf(a)))
            .Select(a => $"there is no {a}");

    private static IEnumerable<string> Tools() =>
        JsonNode.Parse(Repository.Read(".config/dotnet-tools.json"))!["tools"]!.AsObject().Select(t => t.Key);

    [GeneratedRegex(@"\w[\w-]+")]
    private static partial Regex Word();
}
