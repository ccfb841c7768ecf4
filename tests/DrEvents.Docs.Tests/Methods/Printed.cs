using System.Globalization;
using System.Text.RegularExpressions;
using DrEvents.Cli;
using DrEvents.Docs.Tests.Reading;

namespace DrEvents.Docs.Tests.Methods;

/// <summary>What a command without a server prints, and the figures that stand in it.</summary>
internal static partial class Printed
{
    public static async Task<string> ByAsync(Call call, params string[] more)
    {
        using StringWriter said = new(),
            errors = new();
        var shell = new Shell(said, errors, _ => null, TimeProvider.System);
        var arguments = call.Arguments.Select(a => File.Exists(Repository.PathOf(a)) ? Repository.PathOf(a) : a).Concat(more).ToList();
        (await CommandLine.Run(arguments, shell, TestContext.Current.CancellationToken)).ShouldBe(0, $"{call}: {errors}");
        return Trimmed(said.ToString());
    }

    /// <summary>Without the spaces that fill a line, which nobody sees.</summary>
    public static string Trimmed(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).Trim('\n');

    /// <summary>Lines of a page, as it calls them, that stand in what was printed, to the hundredth.</summary>
    public static Dictionary<string, double> Figures(string printed)
    {
        var figures = new Dictionary<string, double> { ["energy"] = Number(EnergyRow().Match(printed).Groups[1].Value) };
        if (Signed().Match(printed) is { Success: true } signed)
            figures["signed energy"] = Number(signed.Groups[1].Value);
        foreach (Match row in IntervalRow().Matches(printed))
        {
            var kw = row.Groups["kw"].Captures.Select(c => Number(c.Value)).ToList();
            var at = row.Groups["at"].Value;
            (figures[$"mean {at}"], figures[$"baseline {at}"]) = (kw[0], kw[1]);
            (figures[$"actual {at}"], figures[$"reduction {at}"]) = (kw[2], kw[3]);
        }
        return figures;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Reduction kWh +(-?[\d.]+)", RegexOptions.Multiline)]
    private static partial Regex EnergyRow();

    [GeneratedRegex(@"which settles; (-?[\d.]+) signed")]
    private static partial Regex Signed();

    [GeneratedRegex(@"^ \d{4}-\d\d-\d\d (?<at>\d\d:\d\d)( +(?<kw>-?[\d.]+)){4}$", RegexOptions.Multiline)]
    private static partial Regex IntervalRow();
}
