using System.Globalization;
using System.Text;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Settlement;

/// <summary>Lines of statements as a table (RFC 4180): a header, commas, and quotes around what holds a comma or a quote.</summary>
public static class StatementCsv
{
    private static readonly string[] Names =
    [
        "venId",
        "eventId",
        "result",
        "supersedes",
        "terms",
        "start",
        "end",
        "quantityKwh",
        "pricePerKwh",
        "currency",
        "amount",
        "bookedAt",
        "unproven",
    ];

    /// <summary>Files of before do not say who sent readings.</summary>
    private static readonly string[] NamesBefore = Names[..^1];

    /// <summary>The line of names, with its end.</summary>
    public static string Header { get; } = string.Join(',', Names) + "\n";

    public static string Write(IEnumerable<StatementLine> lines) => Header + string.Concat(lines.Select(Row));

    /// <summary>One line, with its end: for tables that are too long to be held.</summary>
    public static string Row(StatementLine line) => string.Join(',', Fields(line).Select(Quoted)) + "\n";

    /// <summary>All lines, in the order of the file; or a <see cref="BadFileException"/> says why not.</summary>
    public static IReadOnlyList<StatementLine> Read(InputFile file)
    {
        var lines = new List<StatementLine>();
        var (isFirst, names) = (true, Names);
        foreach (var (number, text) in file.Lines())
        {
            var fields = Split(file.Name, number, text);
            if (isFirst)
            {
                names = fields.SequenceEqual(NamesBefore) ? NamesBefore : Names;
                if (!fields.SequenceEqual(names))
                    throw new BadFileException(file.Name, number, "line", $"is not {string.Join(',', Names)}");
                isFirst = false;
                continue;
            }
            if (fields.Count != names.Length)
                throw new BadFileException(file.Name, number, "line", $"has {fields.Count} fields; {names.Length} are expected");
            lines.Add(Line(file.Name, number, fields));
        }
        return isFirst ? throw new BadFileException(file.Name, 1, "line", "there is none") : lines;
    }

    private static IEnumerable<string> Fields(StatementLine line) =>
        [
            line.VenId,
            line.EventId,
            line.Result.ToString(CultureInfo.InvariantCulture),
            line.Supersedes?.ToString(CultureInfo.InvariantCulture) ?? "",
            line.Terms,
            StatementFields.Text(line.Start),
            StatementFields.Text(line.End),
            StatementFields.Text(line.QuantityKwh),
            StatementFields.Text(line.PricePerKwh),
            line.Currency,
            StatementFields.Text(line.Amount),
            StatementFields.Text(line.BookedAt),
            line.Unproven ?? "",
        ];

    private static StatementLine Line(string file, long line, List<string> fields) =>
        new(
            StatementFields.Id(file, line, Names[0], fields[0]),
            StatementFields.Id(file, line, Names[1], fields[1]),
            StatementFields.Count(file, line, Names[2], fields[2]),
            fields[3].Length == 0 ? null : StatementFields.Count(file, line, Names[3], fields[3]),
            StatementFields.Id(file, line, Names[4], fields[4]),
            StatementFields.Time(file, line, Names[5], fields[5]),
            StatementFields.Time(file, line, Names[6], fields[6]),
            StatementFields.Number(file, line, Names[7], fields[7]),
            StatementFields.Number(file, line, Names[8], fields[8]),
            StatementFields.Id(file, line, Names[9], fields[9]),
            StatementFields.Number(file, line, Names[10], fields[10]),
            StatementFields.Time(file, line, Names[11], fields[11]),
            fields.Count == NamesBefore.Length || fields[12].Length == 0
                ? null
                : StatementFields.Unproven(file, line, Names[12], fields[12])
        );

    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(',', '"') < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<string> Split(string file, long number, string line)
    {
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                isQuoted = !isQuoted;
            else if (line[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
                field.Append(line[i]);
        }
        fields.Add(field.ToString());
        return isQuoted ? throw new BadFileException(file, number, "line", "has a quote that is not closed") : fields;
    }
}
