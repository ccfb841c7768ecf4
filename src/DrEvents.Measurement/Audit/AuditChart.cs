using System.Globalization;
using System.Text;
using DrEvents.Measurement.Results;

namespace DrEvents.Measurement.Audit;

/// <summary>
/// Baseline and use of a result over its intervals as an SVG picture: two stepped lines, what was delivered between them, what was asked for, and between
/// what the baseline lies in nine of ten cases.
/// </summary>
internal sealed class AuditChart
{
    private const double Width = 900;
    private const double Height = 300;
    private const double Left = 56;
    private const double Right = 12;
    private const double Bottom = 28;
    private const double Top = 40;
    private const int LinesWanted = 4;
    private const int TimesWanted = 6;
    private const double LetterWidth = 6.6;

    /// <summary>Minutes between two times on the axis.</summary>
    private static readonly int[] Steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];

    private readonly StringBuilder _svg = new();
    private readonly ResultIssued _result;
    private readonly double _low;
    private readonly double _high;
    private readonly double _minutes;

    private AuditChart(ResultIssued result, List<double> known)
    {
        (_result, _minutes) = (result, (result.End - result.Start).TotalMinutes);
        var half = result.Portfolio.Band is { } b && result.Portfolio.MeanKw is { } mean ? Math.Max(b.HighKw - mean, 0) : 0;
        (_low, _high) = (Math.Min(0, known.Min()), Math.Max(known.Max() + half, 0.001));
    }

    public static string Of(ResultIssued result)
    {
        var known = result.Portfolio.BaselineKw.Concat(result.Portfolio.ActualKw).OfType<double>().ToList();
        return known.Count == 0 ? "<p>Nothing of it is known.</p>" : new AuditChart(result, known).Draw();
    }

    private string Draw()
    {
        var sums = _result.Portfolio;
        Line(
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Baseline and use in kW over the event\" font-size=\"12\" fill=\"#51606f\">"
        );
        Grid();
        Line($"<path d=\"{Area(sums.ActualKw, sums.BaselineKw)}\" fill=\"#0b6bcb\" fill-opacity=\"0.13\"/>");
        if (sums.Band is { } b && sums.MeanKw is { } mean)
            Line(
                $"<path d=\"{Area(Moved(sums.BaselineKw, b.LowKw - mean), Moved(sums.BaselineKw, b.HighKw - mean))}\" fill=\"#7a8896\" fill-opacity=\"0.25\"/>"
            );
        Line(
            $"<path d=\"{StepsOf(Moved(sums.BaselineKw, -_result.RequestedKw))}\" fill=\"none\" stroke=\"#b3261e\" stroke-width=\"1.5\" stroke-dasharray=\"2 4\"/>"
        );
        Line($"<path d=\"{StepsOf(sums.BaselineKw)}\" fill=\"none\" stroke=\"#5b6875\" stroke-width=\"2\" stroke-dasharray=\"7 4\"/>");
        Line($"<path d=\"{StepsOf(sums.ActualKw)}\" fill=\"none\" stroke=\"#0b6bcb\" stroke-width=\"2.5\"/>");
        Legend();
        return _svg.Append("</svg>").ToString();
    }

    private void Grid()
    {
        var step = Nice((_high - _low) / LinesWanted);
        for (var i = Math.Ceiling(_low / step); i * step <= _high; i++)
        {
            Line($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(i * step):0.0}\" y2=\"{Y(i * step):0.0}\" stroke=\"#dde3e9\"/>");
            Line($"<text x=\"{Left - 8}\" y=\"{Y(i * step) + 4:0.0}\" text-anchor=\"end\">{i * step:0.###}</text>");
        }
        var every = Array.Find(Steps, s => _minutes / s <= TimesWanted) is > 0 and var found ? found : Steps[^1];
        for (var minute = 0; minute <= _minutes; minute += every)
        {
            var isLast = X(minute) > Width - Right - 20;
            Line(
                $"<line x1=\"{X(minute):0.0}\" x2=\"{X(minute):0.0}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 5}\" stroke=\"#97a3af\"/>"
            );
            Line(
                $"<text x=\"{X(minute):0.0}\" y=\"{Height - 8}\" text-anchor=\"{(isLast ? "end" : minute == 0 ? "start" : "middle")}\">{_result.Start.AddMinutes(minute).UtcDateTime:HH:mm}</text>"
            );
        }
        Line($"<text x=\"{Left - 8}\" y=\"{Top - 12}\" text-anchor=\"end\">kW</text>");
    }

    private void Legend()
    {
        var x = Left + 8;
        Named("#0b6bcb", "", "use");
        Named("#5b6875", "7 4", "baseline");
        Named("#b3261e", "2 4", "baseline less what was asked");
        Filled("#0b6bcb", "0.13", "delivered");
        if (_result.Portfolio.Band is not null)
            Filled("#7a8896", "0.25", "baseline, nine of ten cases");

        void Named(string colour, string dashes, string name)
        {
            Line(
                $"<line x1=\"{x:0}\" x2=\"{x + 24:0}\" y1=\"12\" y2=\"12\" stroke=\"{colour}\" stroke-width=\"2.5\" stroke-dasharray=\"{dashes}\"/>"
            );
            After(name);
        }

        void Filled(string colour, string opacity, string name)
        {
            Line($"<rect x=\"{x:0}\" width=\"24\" y=\"5\" height=\"14\" fill=\"{colour}\" fill-opacity=\"{opacity}\"/>");
            After(name);
        }

        void After(string name)
        {
            Line($"<text x=\"{x + 30:0}\" y=\"16\">{name}</text>");
            x += 30 + name.Length * LetterWidth + 18;
        }
    }

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double Nice(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power
            * (
                (step / power) switch
                {
                    <= 1 => 1,
                    <= 2 => 2,
                    <= 5 => 5,
                    _ => 10,
                }
            );
    }

    private static double?[] Moved(IReadOnlyList<double?> kw, double by) => [.. kw.Select(k => k + by)];

    private double X(double minute) => Left + minute / _minutes * (Width - Left - Right);

    /// <summary>What lies below the axis is drawn on it.</summary>
    private double Y(double kw) => Top + (_high - Math.Clamp(kw, _low, _high)) / (_high - _low) * (Height - Top - Bottom);

    private (double From, double To) Of(int interval) =>
        (X(interval * _result.IntervalMinutes), X(Math.Min(_minutes, (interval + 1) * _result.IntervalMinutes)));

    private string StepsOf(IReadOnlyList<double?> kw)
    {
        var path = new StringBuilder();
        for (var i = 0; i < kw.Count; i++)
        {
            if (kw[i] is not { } value)
                continue;
            var (from, to) = Of(i);
            var isAfterGap = i == 0 || kw[i - 1] is null;
            path.Append(CultureInfo.InvariantCulture, $"{(isAfterGap ? 'M' : 'L')}{from:0.0} {Y(value):0.0}H{to:0.0}");
        }
        return path.ToString();
    }

    private string Area(IReadOnlyList<double?> low, IReadOnlyList<double?> high)
    {
        var path = new StringBuilder();
        for (var i = 0; i < low.Count; i++)
        {
            if (low[i] is not { } from || high[i] is not { } to)
                continue;
            var (left, right) = Of(i);
            path.Append(CultureInfo.InvariantCulture, $"M{left:0.0} {Y(from):0.0}H{right:0.0}V{Y(to):0.0}H{left:0.0}Z");
        }
        return path.ToString();
    }

    private void Line(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
