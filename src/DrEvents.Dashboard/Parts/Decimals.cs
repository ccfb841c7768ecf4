using System.Globalization;

namespace DrEvents.Dashboard.Parts;

/// <summary>Decimal numbers that the backend writes as texts, because they are money: none of their digits is lost or made up.</summary>
public static class Decimals
{
    /// <summary>As the viewer's language writes it; what is no number is shown as it is.</summary>
    public static string Shown(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value.ToString("N" + value.Scale.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture)
            : text;
}
