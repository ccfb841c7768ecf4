using System.Text.RegularExpressions;

namespace DrEvents.Docs.Tests;

/// <summary>The model of threats says of each arrow all six letters, and names for each threat the tests that show its measure; here it is looked whether there are such tests.</summary>
public sealed partial class ThreatModelTests
{
    private const string Page = "ops/docs/threat-model.md";

    /// <summary>How a letter begins that has no threat on an arrow; its reason follows.</summary>
    private const string None = "none, because ";

    private static readonly string[] Letters = ["S", "T", "R", "I", "D", "E"];

    [Fact]
    public void every_row_names_tests_that_there_are()
    {
        var rows = Arrows(Repository.Read(Page)).SelectMany(a => a.Rows).ToList();
        rows.Count.ShouldBeGreaterThan(90);
        var sources = Directory
            .EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(f => Path.GetFileNameWithoutExtension(f))
            .ToDictionary(g => g.Key, g => string.Concat(g.Select(File.ReadAllText)));
        foreach (var row in rows.Where(r => !r.What.StartsWith(None, StringComparison.Ordinal)))
        {
            var named = Named().Matches(row.ShownBy).Select(m => m.Groups[1].Value).ToList();
            named.ShouldNotBeEmpty(row.What);
            foreach (var test in named)
            {
                var (type, method) = (test.Split('.')[0], test.Split('.').ElementAtOrDefault(1));
                sources.ShouldContainKey(type, row.What);
                if (method is not null)
                    sources[type].ShouldMatch($@"\b{method}\(", $"{type} has no {method}");
            }
        }
    }

    [Fact]
    public void every_arrow_has_every_letter_or_says_why_not()
    {
        var arrows = Arrows(Repository.Read(Page)).ToList();

        arrows.Count.ShouldBeGreaterThanOrEqualTo(10);
        arrows.SelectMany(Gaps).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("| I | none, because nothing is told | | |", "")]
    [InlineData("| T | a message is changed | it is signed | `X` |", "A: nothing of I")]
    [InlineData("| I | none, because | | |", "A: no reason of I")]
    public void what_is_left_out_is_found(string row, string gap)
    {
        var rest = string.Join('\n', Letters.Except(["I"]).Select(l => $"| {l} | a threat | a measure | `X` |"));

        string.Join(", ", Arrows($"# Page\n\n## A\n\n{rest}\n{row}\n").SelectMany(Gaps)).ShouldBe(gap);
    }

    private static IEnumerable<string> Gaps(Arrow arrow) =>
        [
            .. Letters.Except(arrow.Rows.Select(r => r.Letter)).Select(l => $"{arrow.Name}: nothing of {l}"),
            .. arrow.Rows.Where(r => r.What == None.Trim()).Select(r => $"{arrow.Name}: no reason of {r.Letter}"),
        ];

    /// <summary>Sections that have rows.</summary>
    private static IEnumerable<Arrow> Arrows(string page) =>
        page.Split("\n## ")
            .Skip(1)
            .Select(s => new Arrow(s.Split('\n')[0], [.. Row().Matches(s).Select(m => new Threat(Of(m, 1), Of(m, 2), Of(m, 4)))]))
            .Where(a => a.Rows.Count > 0);

    private static string Of(Match row, int column) => row.Groups[column].Value.Trim();

    [GeneratedRegex(@"(?m)^\| ([STRIDE]) \|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`([A-Za-z_0-9]+(\.[A-Za-z_0-9]+)?)`")]
    private static partial Regex Named();

    private sealed record Arrow(string Name, IReadOnlyList<Threat> Rows);

    private sealed record Threat(string Letter, string What, string ShownBy);
}
