using System.Globalization;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Results;
using NodaTime;
using NodaTime.Text;

namespace DrEvents.Measurement.Settlement;

/// <summary>Values of statements and terms as files write them: decimal numbers with all their digits, and times in UTC.</summary>
internal static class StatementFields
{
    /// <summary>No line has more, and so many lines have a sum.</summary>
    private const decimal NumberMost = 1_000_000_000_000_000;

    public static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(Instant at) => InstantPattern.ExtendedIso.Format(at);

    public static decimal Number(string file, long line, string field, string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && Math.Abs(number) <= NumberMost
            ? number
            : throw new BadFileException(
                file,
                line,
                field,
                $"{BadFileException.Shown(text)} is not a decimal number from -{NumberMost} to {NumberMost}"
            );

    public static Instant Time(string file, long line, string field, string text) =>
        InstantPattern.ExtendedIso.Parse(text) is { Success: true, Value: var at }
            ? at
            : throw new BadFileException(file, line, field, $"{BadFileException.Shown(text)} is not a time such as 2026-07-15T14:00:00Z");

    public static int Count(string file, long line, string field, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new BadFileException(file, line, field, $"{BadFileException.Shown(text)} is not a whole number from 1 on");

    public static string Unproven(string file, long line, string field, string text) =>
        UnprovenWords.IsKnown(text)
            ? text
            : throw new BadFileException(
                file,
                line,
                field,
                $"{BadFileException.Shown(text)} is neither {UnprovenWords.Partly} nor {UnprovenWords.Wholly}"
            );

    public static string Id(string file, long line, string field, string text) =>
        SettledIds.IsValid(text) ? text : throw new BadFileException(file, line, field, SettledIds.Expected);
}
