using System.Globalization;
using System.Text;

namespace DrEvents.Cli.Output;

/// <summary>Text of others made safe to show: a device's payload must not steer the terminal of who looks at it.</summary>
static class Printable
{
    private const char Stand = '\u00b7';

    /// <summary>The text with everything that is not visible (control, direction and format characters) as a middle dot.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsVisible(rune))
                shown.Append(rune);
            else
                shown.Append(Stand);
        }
        return shown.ToString();
    }

    /// <summary>The beginning of a text on one line.</summary>
    public static string Beginning(string text, int charactersMax) =>
        text.Length <= charactersMax ? Of(text) : Of(text[..charactersMax]) + "…";

    private static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );
}
