using System.Globalization;
using System.Net;
using System.Text;
using DrEvents.Measurement.Results;

namespace DrEvents.Measurement.Audit;

/// <summary>The page of a bundle that people read and print: one result with its figures, and how to verify it. It needs nothing but itself.</summary>
public sealed class AuditReport
{
    private const int VensMost = 500;

    private const string Style = """
        :root { color-scheme: light; }
        body { font: 15px/1.5 system-ui, sans-serif; color: #1b2733; max-width: 64rem; margin: 2rem auto; padding: 0 1.5rem; }
        h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; break-after: avoid; }
        p.lead { color: #51606f; margin: .2rem 0 1.5rem; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #dde3e9; vertical-align: top; }
        th { font-weight: 600; color: #51606f; } td.n, th.n { text-align: right; }
        dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem; margin: 0; }
        dt { color: #51606f; font-size: .85rem; } dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
        code { font: .85rem ui-monospace, monospace; overflow-wrap: anywhere; } svg { width: 100%; height: auto; }
        @media print { body { margin: 0; max-width: none; font-size: 11px; } tr { break-inside: avoid; } }
        """;

    private readonly StringBuilder _html = new();
    private readonly string _eventId;
    private readonly ResultIssued _result;

    private AuditReport(string eventId, ResultIssued result) => (_eventId, _result) = (eventId, result);

    /// <param name="all">All results of the event, oldest first.</param>
    /// <param name="vens">The first VENs of the result; of more than 500 the rest is in the bundle's files.</param>
    public static string Of(string eventId, ResultIssued result, IReadOnlyList<ResultIssued> all, IEnumerable<VenResult> vens)
    {
        var report = new AuditReport(eventId, result);
        report.Write(all, [.. vens.Take(VensMost)]);
        return report._html.ToString();
    }

    private void Write(IReadOnlyList<ResultIssued> all, IReadOnlyList<VenResult> vens)
    {
        Line($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Audit of {Text(_eventId)}</title><style>{Style}</style>");
        Line($"<h1>Audit of {Text(_eventId)}</h1>");
        Line($"<p class=\"lead\">Result {_result.Number} of {all.Count}, issued {Time(_result.At)}: {Text(_result.Why)}.</p>");
        Figures();
        Line("<h2>Baseline and use</h2>");
        Line(AuditChart.Of(_result));
        Intervals();
        Methods();
        Vens(vens);
        History(all);
        Verify();
    }

    private void Figures()
    {
        var sums = _result.Portfolio;
        Line("<dl>");
        Figure("Hours", $"{Clock(_result.Start)} to {Clock(_result.End)} UTC");
        Figure("Asked", Kw(_result.RequestedKw) + " kW");
        Figure("Delivered, mean", Kw(sums.MeanKw) + " kW");
        Figure("In nine of ten cases", sums.Band is { } b ? $"{Kw(b.LowKw)} to {Kw(b.HighKw)} kW" : "not known");
        Figure("Of what was asked", Share(sums.MeanRatio));
        Figure("Worst interval", Share(sums.WorstRatio));
        Figure("Intervals within ±5 %", Share(sums.WithinShare));
        Figure("Nine tenths held after", sums.SustainedMinutes is { } m ? m.ToString("0", CultureInfo.InvariantCulture) + " min" : "–");
        Figure("Energy", Kw(sums.SignedKwh) + " kWh");
        Figure("Energy, each VEN above 0", Kw(sums.ClippedKwh) + " kWh");
        Figure("VENs", $"{_result.Vens}, {_result.Provisional} provisional");
        Figure("Without a result", $"{_result.NotMeasured}");
        Line("</dl>");
    }

    private void Intervals()
    {
        var sums = _result.Portfolio;
        Head("From, UTC", "Baseline kW", "Use kW", "Reduction kW", "Each VEN above 0 kW", "VENs unknown");
        for (var i = 0; i < sums.SignedKw.Count; i++)
            Row(
                Clock(_result.Start.AddMinutes((double)i * _result.IntervalMinutes)),
                Kw(sums.BaselineKw[i]),
                Kw(sums.ActualKw[i]),
                Kw(sums.SignedKw[i]),
                Kw(sums.ClippedKw[i]),
                $"{sums.UnknownVens[i]}"
            );
        Line("</table>");
    }

    private void Methods()
    {
        Line("<h2>Methods</h2>");
        Line(
            "<p>Reduction = baseline − use. A VEN is measured by the first of these profiles that makes a baseline of its own readings; the profiles' files are in the bundle.</p>"
        );
        Head("Profile", "Version", "VENs");
        foreach (var profile in _result.ByProfile)
            Row(profile.Profile, $"{profile.Version}", $"{profile.Vens}");
        Line("</table>");
        if (_result.NotMeasuredVens.Count == 0)
            return;
        Line("<h2>VENs without a result</h2>");
        Line("<table><tr><th>VEN</th><th>Why</th></tr>");
        foreach (var ven in _result.NotMeasuredVens)
            Line($"<tr><td>{Text(ven.VenId)}</td><td>{Text(ven.Why)}</td></tr>");
        Line("</table>");
    }

    private void Vens(IReadOnlyList<VenResult> vens)
    {
        Line("<h2>VENs</h2>");
        if (_result.Vens > vens.Count)
            Line($"<p>The first {vens.Count} of {_result.Vens}; all of them are in <code>{AuditPaths.Measurement}</code>.</p>");
        Line(
            "<table><tr><th>VEN</th><th>Profile</th><th>Days used</th><th>Adjustment</th><th class=\"n\">Energy kWh</th><th>Provisional</th></tr>"
        );
        foreach (var ven in vens)
        {
            var days = ven
                .Days.Where(d => d.Used)
                .SelectMany(d => d.Dates)
                .Order()
                .Select(d => d.ToString("MM-dd", CultureInfo.InvariantCulture));
            Line(
                $"<tr><td>{Text(ven.VenId)}</td><td>{Text(ven.Profile)}</td><td>{string.Join(" ", days)}</td><td>{Text(Adjustment(ven))}</td><td class=\"n\">{Kw(ven.SignedKwh)}</td><td>{Text(ven.Provisional ?? "")}</td></tr>"
            );
        }
        Line("</table>");
    }

    private void History(IReadOnlyList<ResultIssued> all)
    {
        Line("<h2>Results</h2>");
        Line(
            "<table><tr><th>Result</th><th>Issued</th><th>Why</th><th class=\"n\">Mean kW</th><th class=\"n\">Energy kWh</th><th>Hash</th></tr>"
        );
        foreach (var one in all)
            Line(
                $"<tr><td>{one.Number}</td><td>{Time(one.At)}</td><td>{Text(one.Why)}</td><td class=\"n\">{Kw(one.Portfolio.MeanKw)}</td><td class=\"n\">{Kw(one.Portfolio.SignedKwh)}</td><td><code>{one.Hash}</code></td></tr>"
            );
        Line("</table>");
    }

    private void Verify()
    {
        Line("<h2>How to verify it</h2>");
        Line(
            "<p>On any machine that has the command line, without a server: <code>drevents audit verify FOLDER</code>. It makes the five-minute means from the raw readings, each VEN's baseline and reduction from these, and the portfolio from the VENs, all anew, and names the first figure that differs.</p>"
        );
        Line(
            $"<p>Read up to stored event {_result.AsOf.ToString(CultureInfo.InvariantCulture)}. Days are alike by the clock of {Text(_result.TimeZone)} (time-zone data {Text(_result.TimeZoneVersion)}).</p></html>"
        );
    }

    private static string Adjustment(VenResult ven) =>
        ven.Adjustment.Applied is { } applied
            ? string.Create(CultureInfo.InvariantCulture, $"{ven.Adjustment.Kind} {applied:0.####}")
                + (ven.Adjustment.Note is { } n ? $" ({n})" : "")
            : ven.Adjustment.Kind;

    private void Figure(string name, string value) => Line($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private void Head(string first, params string[] figures) =>
        Line($"<table><tr><th>{first}</th>{string.Concat(figures.Select(f => $"<th class=\"n\">{f}</th>"))}</tr>");

    private void Row(string first, params string[] figures) =>
        Line($"<tr><td>{Text(first)}</td>{string.Concat(figures.Select(f => $"<td class=\"n\">{f}</td>"))}</tr>");

    private void Line(string text) => _html.Append(text).Append('\n');

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Kw(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";

    private static string Share(double? value) => value is { } v ? (100 * v).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
