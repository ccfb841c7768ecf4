using System.Globalization;

namespace DrEvents.Measurement.Files;

/// <summary>The fields of a line: after a semicolon, a tab or a comma, in quotes or not.</summary>
internal static class Fields
{
    /// <summary>What stands for a value that is missing.</summary>
    private static readonly string[] Missing = ["", "nan", "na", "n/a", "null", "-"];

    public static char SeparatorOf(string line) =>
        line.Contains(';', StringComparison.Ordinal) ? ';'
        : line.Contains('\t', StringComparison.Ordinal) ? '\t'
        : ',';

    /// <summary>The fields of a line that is all read.</summary>
    public static string[] Of(InputFile file, long number, string line, char separator) =>
        [.. line.Split(separator).Select(f => Unquoted(file, number, f))];

    /// <summary>The first field of a line of which the others are not read.</summary>
    public static string First(InputFile file, long number, string line) => Unquoted(file, number, line.Split(SeparatorOf(line))[0]);

    /// <summary>
    /// Whether a first line names columns: each field is empty or begins with a letter and is no time, date or number, at least one has a name, and the
    /// first field has no digit.
    /// </summary>
    public static bool AreHeader(string[] fields) =>
        !fields[0].Any(char.IsDigit)
        && fields.Any(f => f.Length > 0)
        && fields.All(f => f.Length == 0 || (char.IsLetter(f[0]) && !IsMissing(f)));

    private static string Unquoted(InputFile file, long number, string field)
    {
        var text = field.Trim();
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new BadFileException(file.Name, number, "line", "holds a NUL byte, which is no text");
        if (!text.Contains('"', StringComparison.Ordinal))
            return text;
        var inner = text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : "\"";
        return inner.Contains('"', StringComparison.Ordinal)
            ? throw new BadFileException(
                file.Name,
                number,
                "line",
                $"has a quote that is not closed or opened: {BadFileException.Shown(text)}"
            )
            : inner.Trim();
    }

    public static bool IsMissing(string field) => Missing.Contains(field, StringComparer.OrdinalIgnoreCase);

    /// <summary>A number; with a decimal comma only where a comma does not separate fields. With what is wrong where it is none.</summary>
    public static (double? Value, string? Problem) Number(string field, char separator)
    {
        var text = separator != ',' && !field.Contains('.', StringComparison.Ordinal) ? field.Replace(',', '.') : field;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !text.Any(char.IsAsciiDigit))
            return (null, $"{BadFileException.Shown(field)} is not a number");
        return Math.Abs(number) <= MeterFile.KwMost
            ? (number, null)
            : (null, $"{BadFileException.Shown(field)} is not from -{MeterFile.KwMost:0} to {MeterFile.KwMost:0}");
    }
}
