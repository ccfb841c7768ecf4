using System.Globalization;
using System.Text;
using DrEvents.Measurement.Results;

namespace DrEvents.Measurement.Audit;

/// <summary>Baseline and use of a result over its intervals as an SVG picture: two stepped lines, and what lies between them.</summary>
internal static class AuditChart
{
    private const double Width = 900;
    private const double Height = 260;
    private const double Left = 60;
    private const double Bottom = 30;
    private const double Top = 24;
    private const int Lines = 4;

    public static string Of(ResultIssued result)
    {
        var sums = result.Portfolio;
        var known = sums.BaselineKw.Concat(sums.ActualKw).OfType<double>().ToList();
        if (known.Count == 0)
            return "<p>Nothing of it is known.</p>";
        var (low, high) = (Math.Min(0, known.Min()), Math.Max(known.Max(), 0.001));
        var svg = new StringBuilder();
        Line(
            svg,
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Baseline and use in kW over the event\" font-size=\"12\" fill=\"#51606f\">"
        );
        for (var i = 0; i <= Lines; i++)
        {
            var kw = low + (high - low) * i / Lines;
            Line(svg, $"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{Y(kw):0.0}\" y2=\"{Y(kw):0.0}\" stroke=\"#dde3e9\"/>");
            Line(svg, $"<text x=\"{Left - 8}\" y=\"{Y(kw) + 4:0.0}\" text-anchor=\"end\">{kw:0.##}</text>");
        }
        Line(svg, $"<path d=\"{Steps(sums.BaselineKw)}\" fill=\"none\" stroke=\"#7a8896\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/>");
        Line(svg, $"<path d=\"{Steps(sums.ActualKw)}\" fill=\"none\" stroke=\"#0b6bcb\" stroke-width=\"2.5\"/>");
        Line(svg, $"<text x=\"{Left}\" y=\"14\">kW: baseline (dashed) and use</text>");
        Line(svg, $"<text x=\"{Left}\" y=\"{Height - 8}\">{result.Start.UtcDateTime:HH:mm} UTC</text>");
        Line(svg, $"<text x=\"{Width}\" y=\"{Height - 8}\" text-anchor=\"end\">{result.End.UtcDateTime:HH:mm}</text>");
        return svg.Append("</svg>").ToString();

        double Y(double kw) => Top + (high - kw) / (high - low) * (Height - Top - Bottom);

        string Steps(IReadOnlyList<double?> kw)
        {
            var path = new StringBuilder();
            var step = (Width - Left) / kw.Count;
            for (var i = 0; i < kw.Count; i++)
            {
                if (kw[i] is not { } value)
                    continue;
                var isAfterGap = i == 0 || kw[i - 1] is null;
                path.Append(
                    CultureInfo.InvariantCulture,
                    $"{(isAfterGap ? 'M' : 'L')}{Left + i * step:0.0} {Y(value):0.0}H{Left + (i + 1) * step:0.0}"
                );
            }
            return path.ToString();
        }
    }

    private static void Line(StringBuilder svg, FormattableString text) =>
        svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
