using System.Globalization;
using System.Text.RegularExpressions;
using DrEvents.Docs.Tests.Reading;

namespace DrEvents.Docs.Tests.Methods;

/// <summary>A line under "By hand": what it is of, the sum that is written out, and what it comes to.</summary>
internal sealed record SumLine(string Label, string Sum, double Value, int Digits)
{
    /// <summary>Half of the last digit that is written.</summary>
    public double Tolerance => 0.5 * Math.Pow(10, -Digits) + 1e-9;
}

/// <summary>A page of a method: what it says before its example, and the example.</summary>
internal sealed partial class MethodPage
{
    public const string Folder = "ops/docs/methods";
    public const string Index = $"{Folder}/README.md";

    private MethodPage(string profile)
    {
        Path = $"{Folder}/{profile}.md";
        var parts = Repository.Read(Path).ReplaceLineEndings("\n").Split("\n## Example\n");
        parts.Length.ShouldBe(2, $"{Path} has one example");
        (Rules, Example) = (Spaces().Replace(parts[0], " "), parts[1]);
        ByHand =
        [
            .. DocPage
                .Of(Path, Example)
                .Fences.Where(f => f.Language == "text")
                .SelectMany(f => f.Lines)
                .Select(l => Line().Match(l) is { Success: true } m ? Of(m) : throw new FormatException($"{Path}: '{l}' is no sum")),
        ];
    }

    public static MethodPage Read(string profile) => new(profile);

    public string Path { get; }

    /// <summary>What stands before the example, in one line.</summary>
    public string Rules { get; }
    public string Example { get; }
    public IReadOnlyList<SumLine> ByHand { get; }

    private static SumLine Of(Match line)
    {
        var value = line.Groups["value"].Value;
        return new SumLine(
            line.Groups["label"].Value,
            line.Groups["sum"].Value,
            double.Parse(value.Replace('−', '-'), CultureInfo.InvariantCulture),
            value.Contains('.', StringComparison.Ordinal) ? value.Length - value.IndexOf('.', StringComparison.Ordinal) - 1 : 0
        );
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(?<label>\S+( \S+)*?) {2,}(?<sum>\S.*) = (?<value>−?\d+(\.\d+)?)$")]
    private static partial Regex Line();
}
