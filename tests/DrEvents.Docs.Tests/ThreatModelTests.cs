using System.Text.RegularExpressions;

namespace DrEvents.Docs.Tests;

/// <summary>Each row of the threat model names tests that there are.</summary>
public sealed partial class ThreatModelTests
{
    private const string Page = "ops/docs/threat-model.md";

    /// <summary>Rows that no test can show, by the words that they say instead.</summary>
    private const string ByHand = "run by hand";

    [Fact]
    public void every_row_names_tests_that_there_are()
    {
        var rows = Rows().ToList();
        rows.Count.ShouldBeGreaterThan(30);
        var sources = Directory
            .EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(f => Path.GetFileNameWithoutExtension(f))
            .ToDictionary(g => g.Key, g => string.Concat(g.Select(File.ReadAllText)));
        foreach (var row in rows)
        {
            var named = Named().Matches(row.Split('|')[4]).Select(m => m.Groups[1].Value).ToList();
            if (!row.Contains(ByHand, StringComparison.Ordinal))
                named.ShouldNotBeEmpty(row);
            foreach (var test in named)
            {
                var (type, method) = (test.Split('.')[0], test.Split('.').ElementAtOrDefault(1));
                sources.ShouldContainKey(type, row);
                if (method is not null)
                    sources[type].ShouldMatch($@"\b{method}\(", $"{type} has no {method}");
            }
        }
    }

    [Fact]
    public void every_letter_of_stride_is_there() =>
        Rows().Select(r => r.Split('|')[1].Trim()).Distinct().ShouldBe(["S", "T", "R", "I", "D", "E"], ignoreOrder: true);

    private static IEnumerable<string> Rows() => Repository.Read(Page).Split('\n').Where(line => Row().IsMatch(line));

    [GeneratedRegex(@"^\| [STRIDE] \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"`([A-Za-z_0-9]+(\.[a-z_0-9]+)?)`")]
    private static partial Regex Named();
}
