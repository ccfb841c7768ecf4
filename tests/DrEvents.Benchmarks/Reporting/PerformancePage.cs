using System.Globalization;
using System.Text;

namespace DrEvents.Benchmarks.Reporting;

/// <summary>The figures as a page for people.</summary>
internal static class PerformancePage
{
    private const string Intro = """
        # Performance

        This page is written by the benchmarks, from [performance.json](performance.json); what limits the figures, and what was tried, is in [performance-notes.md](performance-notes.md).

        ```sh
        dotnet run -c Release --project tests/DrEvents.Benchmarks -- --only dispatch --out FOLDER
        ```

        They bring their own PostgreSQL (every commit is forced to disk), a broker (mosquitto where it is installed, else the embedded one), the
        backend as a process of its own, and the load, all on one machine. Beside a figure stands what the same machine gave without DrEvents in
        the same run, its floor. A run with `--only` replaces that benchmark's part and leaves the others, each with its own date and commit. Where
        other programs used the machine meanwhile, compare with the floors, and trust processor times more than rates.
        """;

    /// <summary>The page.</summary>
    /// <param name="performance">The figures.</param>
    /// <param name="pictureFolder">Where the pictures lie, from the page.</param>
    public static string Render(Performance performance, string pictureFolder)
    {
        var text = new StringBuilder(Intro).Append('\n');
        if (performance.Sections.Count == 0)
            return text.Append("\nNothing has been measured yet.\n").ToString();
        var facts = performance.Sections.MaxBy(s => s.At)!.Facts;
        text.Append("\n## Machine\n\n");
        AppendFacts(text, facts);
        AppendBars(text, performance);
        foreach (var section in performance.Sections)
            Append(text, section, facts, pictureFolder);
        return text.ToString();
    }

    /// <summary>Only the figures of one benchmark, for the terminal.</summary>
    public static string Table(Section section)
    {
        var text = new StringBuilder();
        AppendTable(text, section.Figures);
        return text.ToString();
    }

    /// <summary>All figures that have a bar, in one table: how the whole stands.</summary>
    private static void AppendBars(StringBuilder text, Performance performance)
    {
        text.Append("\n## Bars\n\n| figure | value | bar | beyond it | |\n|---|--:|--:|--:|---|\n");
        foreach (var section in performance.Sections)
        {
            foreach (var f in section.Figures.Where(f => f.Bar is not null))
                Line(text, $"| [{f.Name}](#{section.Name}) | {Value(f)} | {Mark(f, f.Bar)} | {Mark(f, f.Beyond)} | {Loud(f.Verdict)} |");
        }
    }

    private static void Append(StringBuilder text, Section section, IReadOnlyDictionary<string, string> facts, string pictureFolder)
    {
        var mode = section.IsShort ? "short run" : "full run";
        var others = double.IsNaN(section.OthersCores)
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; other programs used {section.OthersCores:0.0} cores");
        Line(text, $"\n## {section.Name}\n");
        Line(text, $"{section.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {mode} of {section.TookS:0} s, commit {section.Commit}{others}.\n");
        var other = section.Facts.Where(f => facts.GetValueOrDefault(f.Key) != f.Value).ToDictionary();
        if (other.Count > 0)
        {
            text.Append("Measured elsewhere:\n\n");
            AppendFacts(text, other);
            text.Append('\n');
        }
        AppendTable(text, section.Figures);
        if (section.Costs.Count > 0)
            text.Append("\nProcessor time while it was measured, cores:\n\n");
        foreach (var cost in section.Costs)
            Line(text, $"- {cost}");
        foreach (var picture in section.Pictures)
            Line(text, $"\n![{picture.Caption}]({pictureFolder}/{picture.File})");
    }

    private static void AppendFacts(StringBuilder text, IReadOnlyDictionary<string, string> facts)
    {
        foreach (var (what, value) in facts)
            Line(text, $"- {what}: {value}");
    }

    private static void AppendTable(StringBuilder text, IEnumerable<Figure> figures)
    {
        text.Append("| figure | value | bar | beyond it | | floor, same run | value / floor | note |\n|---|--:|--:|--:|---|--:|--:|---|\n");
        foreach (var f in figures)
        {
            var floor = f.Floor is { } value ? $"{Number(value)} {f.FloorIs}" : "";
            var ratio = f.Floor is > 0 ? Number(f.Value / f.Floor.Value) : "";
            Line(
                text,
                $"| {f.Name} | {Value(f)} | {Mark(f, f.Bar)} | {Mark(f, f.Beyond)} | {Loud(f.Verdict)} | {floor} | {ratio} | {f.Note} |"
            );
        }
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>What is missed is not to be overlooked.</summary>
    private static string Loud(string verdict) => verdict == "missed" ? "**missed**" : verdict;

    private static string Value(Figure f) => $"{Number(f.Value)} {f.Unit}".TrimEnd();

    private static string Mark(Figure f, double? mark) =>
        mark is not { } value ? ""
        : f.Better == Better.NearOne ? string.Create(CultureInfo.InvariantCulture, $"{1 - value:0.00}–{1 + value:0.00}")
        : $"{Number(value)} {f.Unit}".TrimEnd();

    private static string Number(double value) =>
        Math.Abs(value) switch
        {
            double.NaN => "not known",
            >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
            >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
            _ => value.ToString("0.00", CultureInfo.InvariantCulture),
        };
}
