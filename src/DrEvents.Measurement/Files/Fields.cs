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

    public static string[] Of(string line, char separator) => [.. line.Split(separator).Select(f => f.Trim().Trim('"').Trim())];

    public static bool IsMissing(string field) => Missing.Contains(field, StringComparer.OrdinalIgnoreCase);

    /// <summary>A number; with a decimal comma only where a comma does not separate fields. Null where it is none.</summary>
    public static double? Number(string field, char separator)
    {
        var text = separator != ',' && !field.Contains('.', StringComparison.Ordinal) ? field.Replace(',', '.') : field;
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            && Math.Abs(number) <= MeterFile.KwMost
            ? number
            : null;
    }
}
