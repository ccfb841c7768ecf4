using System.Globalization;
using DrEvents.Measurement.Delivery;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using static DrEvents.Measurement.Audit.AuditPage;

namespace DrEvents.Measurement.Audit;

/// <summary>The page of a bundle that people read and print: one result with its figures, and how to verify it. It needs nothing but itself.</summary>
public sealed class AuditReport
{
    private const int VensMost = 500;

    private readonly AuditPage _page;
    private readonly string _eventId;
    private readonly ResultIssued _result;

    private AuditReport(string eventId, ResultIssued result)
    {
        (_eventId, _result) = (eventId, result);
        _page = new AuditPage($"Audit of {eventId}, result {result.Number}", $"{eventId}, result {result.Number}, {result.Hash}");
    }

    /// <param name="all">All results of the event, oldest first.</param>
    /// <param name="vens">The first VENs of the result; of more than 500 the rest is in the bundle's files.</param>
    public static string Of(string eventId, ResultIssued result, IReadOnlyList<ResultIssued> all, IEnumerable<VenResult> vens)
    {
        var report = new AuditReport(eventId, result);
        report.Write(all, [.. vens.Take(VensMost)]);
        return report._page.End();
    }

    private void Write(IReadOnlyList<ResultIssued> all, IReadOnlyList<VenResult> vens)
    {
        _page.Line($"<h1>Audit of {Text(_eventId)}</h1>");
        _page.Line($"<p class=\"lead\">Result {_result.Number} of {all.Count}, issued {Time(_result.At)}: {Text(_result.Why)}.</p>");
        InOneSentence();
        if (all.FirstOrDefault(r => r.Supersedes == _result.Number) is { } next)
            _page.Line(
                $"<p class=\"note\">Result {next.Number} took its place, {Time(next.At)}: {Text(next.Why)}. This page shows what was known before.</p>"
            );
        Figures();
        _page.Line("<h2>Baseline and use</h2>");
        _page.Line(AuditChart.Of(_result));
        Intervals();
        Methods();
        Vens(vens);
        History(all);
        Verify();
    }

    private void InOneSentence()
    {
        var sums = _result.Portfolio;
        var band = sums.Band is { } b
            ? $", and between {Kw(b.LowKw)} and {Kw(b.HighKw)} kW in nine of ten cases, by what the methods missed by on {b.Days} days without an event"
            : "; how sure that is, is not known, as a VEN's method has no days, or too few days are common to the VENs";
        _page.Line(
            sums.MeanKw is null
                ? "<p class=\"sum\">No VEN could be measured.</p>"
                : $"<p class=\"sum\">From {Minute(_result.Start)} to {Minute(_result.End)} UTC a reduction of {Kw(_result.RequestedKw)} kW was asked for. <strong>{Kw(sums.MeanKw)} kW</strong> were delivered in the mean, {Share(sums.MeanRatio)} of it{band}.</p>"
        );
    }

    private void Figures()
    {
        var sums = _result.Portfolio;
        _page.Figures(
            ("Asked", Kw(_result.RequestedKw) + " kW"),
            ("Delivered, mean", Kw(sums.MeanKw) + " kW"),
            ("In nine of ten cases", sums.Band is { } b ? $"{Kw(b.LowKw)} to {Kw(b.HighKw)} kW" : "not known"),
            ("Of what was asked", Share(sums.MeanRatio)),
            ("Worst interval", Share(sums.WorstRatio)),
            ("Intervals within ±5 %", Share(sums.WithinShare)),
            (
                "Nine tenths held after",
                sums.SustainedMinutes is { } m ? m.ToString("0", CultureInfo.InvariantCulture) + " min" : "not to the end"
            ),
            ("Energy", Kw(sums.SignedKwh) + " kWh"),
            ("Energy, each VEN above 0", Kw(sums.ClippedKwh) + " kWh"),
            ("Pre-cooling", AroundKwh(a => a.PreCoolingKwh)),
            ("Rebound", AroundKwh(a => a.ReboundKwh)),
            ("Snapback ratio", sums.Around?.Figures.SnapbackRatio is { } ratio ? Kw(ratio) : "–"),
            ("Net energy", AroundKwh(a => a.NetKwh)),
            ("VENs measured", $"{_result.Vens}, {_result.Provisional} provisional"),
            ("By the utility's meter", $"{_result.ByMeter} of them"),
            ("By readings whose sender is not proven", $"{_result.Unproven} of them"),
            ("Without a result", $"{_result.NotMeasured}")
        );
        if (_result.Around is { } around && sums.Around is { } made)
            _page.Line(
                $"<p>Pre-cooling and rebound are what was used above the baseline from {Minute(around.From)} to the start and from the end to {Minute(around.Until)} UTC, by the portfolio's load and baseline; the snapback ratio is the highest of an interval after the end ÷ the mean delivered; net energy is the energy less both.{(made.Figures.Why is { } why ? $" Not known: {Text(why)}." : "")}</p>"
            );

        string AroundKwh(Func<ReboundFigures, double?> figure) =>
            sums.Around is { } a && figure(a.Figures) is { } kwh ? Kw(kwh) + " kWh" : "–";
    }

    private void Intervals()
    {
        var sums = _result.Portfolio;
        _page.Table(
            "Intervals",
            ["@From, UTC", "#Baseline kW", "#Use kW", "#Reduction kW", "#Of what was asked", "#Each VEN above 0 kW", "#VENs unknown"],
            sums.SignedKw.Select(
                (kw, i) =>
                    new[]
                    {
                        Minute(_result.Start.AddMinutes((double)i * _result.IntervalMinutes)),
                        Kw(sums.BaselineKw[i]),
                        Kw(sums.ActualKw[i]),
                        Kw(kw),
                        Share(_result.RequestedKw > 0 ? kw / _result.RequestedKw : null),
                        Kw(sums.ClippedKw[i]),
                        $"{sums.UnknownVens[i]}",
                    }
            )
        );
    }

    private void Methods()
    {
        _page.Line("<h2>Methods</h2>");
        _page.Line(
            "<p>Reduction = baseline − use, in the mean of each interval. A VEN is measured by the first of the profiles that makes a baseline of its own readings; those that were tried are in the bundle.</p>"
        );
        _page.Table(
            "Profiles",
            ["Profile", "#Version", "#VENs", "File"],
            _result.ByProfile.Select(p =>
                new[] { Text(p.Profile), $"{p.Version}", $"{p.Vens}", $"<code>{Text(AuditPaths.Profile(p.Profile))}</code>" }
            )
        );
        if (_result.NotMeasuredVens.Count == 0)
            return;
        _page.Line("<h2>VENs without a result</h2>");
        _page.Line("<p>They were told to shed and are not measured. They are not counted, and not as 0 either.</p>");
        _page.Table(
            "VENs without a result, table",
            ["@VEN", "Why"],
            _result.NotMeasuredVens.Select(v => new[] { Text(v.VenId), Text(v.Why) })
        );
    }

    private void Vens(IReadOnlyList<VenResult> vens)
    {
        _page.Line("<h2>VENs</h2>");
        if (_result.Vens > vens.Count)
            _page.Line($"<p>The first {vens.Count} of {_result.Vens}; all of them are in <code>{AuditPaths.Measurement}</code>.</p>");
        var hours = (_result.End - _result.Start).TotalHours;
        _page.Table(
            "VENs, table",
            [
                "@VEN",
                "Profile",
                "%Days used",
                "Adjustment",
                "#Mean kW",
                "#In nine of ten cases",
                "#Energy kWh",
                "#Rebound kWh",
                "#Net kWh",
                "Rests on",
            ],
            vens.Select(v =>
                new[]
                {
                    Text(v.VenId),
                    Text(v.Profile),
                    Days(v),
                    Text(Adjustment(v)),
                    Kw(v.SignedKwh / hours),
                    v.Band is { } b ? $"{Kw(b.LowKw)} to {Kw(b.HighKw)}" : "–",
                    Kw(v.SignedKwh),
                    Kw(v.Around?.Figures.ReboundKwh),
                    Kw(v.Around?.Figures.NetKwh),
                    v.RestsOn
                        + (v.Provisional is { } why ? "<br>provisional: " + Text(why) : "")
                        + (v.Unproven is { } u ? $"<br>sender not proven in {u.Intervals} of {u.Among} five minutes" : "")
                        + string.Concat((v.Accepted ?? []).Select(Accepted)),
                }
            )
        );
    }

    private static string Accepted(AcceptedReadings accepted) =>
        $"<br>odd readings from {Time(accepted.From)} to {Time(accepted.To)} accepted{(accepted.By is { } by ? " by " + Text(by) : "")}: {Text(accepted.Reason)}";

    private void History(IReadOnlyList<ResultIssued> all)
    {
        _page.Line("<h2>Results of this event</h2>");
        _page.Table(
            "All results",
            ["#Result", "@Issued", "Why", "#Mean kW", "#Energy kWh", "#VENs that differ", "Hash"],
            all.Select(r =>
                new[]
                {
                    $"{r.Number}",
                    Time(r.At),
                    Text(r.Why),
                    Kw(r.Portfolio.MeanKw),
                    Kw(r.Portfolio.SignedKwh),
                    r.Difference is { } d ? $"{d.Vens}" : "–",
                    $"<code>{r.Hash}</code>",
                }
            ),
            i => all[i].Number == _result.Number
        );
    }

    private void Verify()
    {
        _page.Line("<h2>How to verify it</h2>");
        _page.Line("<div class=\"check\"><ol>");
        _page.Line(
            "<li><code>drevents audit verify FOLDER</code>, on any machine that has the command line, without a server. It makes the five-minute means from the raw readings, each VEN's baseline and reduction from these, and the portfolio from the VENs, all anew, and names the first figure that differs.</li>"
        );
        _page.Line(
            $"<li>This page is made from <code>{AuditPaths.Measurement}</code>, which is verified with the rest; the hash of this result is <code>{_result.Hash}</code>.</li>"
        );
        _page.Line(
            $"<li>The chain of all results is in <code>{AuditPaths.History}</code>. Compare a link of it with a head that was kept elsewhere; <code>drevents audit history --head HASH</code> asks the server.</li>"
        );
        _page.Line("</ol>");
        _page.Line(
            $"<p>Rests on all that was stored up to event {_result.AsOf.ToString(CultureInfo.InvariantCulture)}. Days are alike by the clock of {Text(_result.TimeZone)} ({Text(_result.TimeZoneVersion)}).</p>"
        );
        _page.Line("<p class=\"sign\"><span>Verified by</span><span>Date</span><span>Outcome</span></p></div>");
    }

    /// <summary>Oldest first, with a year where that is not the event's.</summary>
    private string Days(VenResult ven)
    {
        var days = ven.Days.Where(d => d.Used).SelectMany(d => d.Dates).Order().ToList();
        return days.Count == 0
            ? "–"
            : $"{days.Count}: {string.Join(", ", days.Select(d => d.ToString(d.Year == _result.Start.Year ? "MM-dd" : "yyyy-MM-dd", CultureInfo.InvariantCulture)))}";
    }

    private static string Adjustment(VenResult ven) =>
        ven.Adjustment.Applied is not { } applied
            ? ven.Adjustment.Kind
            : string.Create(CultureInfo.InvariantCulture, $"{(ven.Adjustment.Kind == "multiplicative" ? "× " : "")}{applied:0.####}")
                + (ven.Adjustment.Kind == "additive" ? " kW" : "")
                + (ven.Adjustment.Note is { } n ? $" ({n})" : "");
}
