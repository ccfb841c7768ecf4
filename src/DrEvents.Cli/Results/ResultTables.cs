using System.Globalization;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Results;

/// <summary>A result as tables.</summary>
static class ResultTables
{
    private const int VensNamedMax = 10;

    /// <summary>One result with its intervals, and the list of all.</summary>
    public static void Show(ResultView result, IReadOnlyList<ResultView> all, Shell shell)
    {
        var sums = result.Portfolio;
        var facts = Tables
            .Facts()
            .Row("Event", result.EventId)
            .Row("Result", Figures.Count(result.Number) + (result.Supersedes is { } before ? $", in place of {before}" : ""))
            .Row("Issued", $"{Figures.Local(result.IssuedAt, shell)}: {result.Why}")
            .Row("Hours", $"{Figures.LocalMinute(result.Start, shell)} to {Figures.LocalMinute(result.End, shell)}")
            .Row("Asked kW", Figures.Kw(result.RequestedKw))
            .Row("Delivered kW", Figures.Kw(sums.MeanKw))
            .Row("In nine of ten cases kW", Band(sums.Band))
            .Row("Of what was asked", $"{Figures.Share(sums.MeanRatio)}, in the worst interval {Figures.Share(sums.WorstRatio)}")
            .Row("Intervals within 5 %", Figures.Share(sums.WithinShare))
            .Row(
                "Minutes to a tenth",
                $"{Minutes(sums.FirstResponseMinutes)}, and to nine tenths until the end {Minutes(sums.SustainedMinutes)}"
            )
            .Row("Energy kWh", Figures.Kw(sums.SignedKwh))
            .Row("Without what is below 0 kWh", Figures.Kw(sums.ClippedKwh))
            .Row("VENs", $"{Figures.Count(result.Vens)}, {Figures.Count(result.Provisional)} of them provisional")
            .Row("By the utility's meter", Figures.Count(result.ByMeter))
            .Row("By readings whose sender is not proven", Figures.Count(result.Unproven))
            .Row("By", Joined(result.ByProfile.Select(p => $"{p.Profile} ({Figures.Count(p.Vens)})")))
            .Row("Without a result", Figures.Count(result.NotMeasured));
        if (sums.Around is { } around)
            facts
                .Row("Pre-cooling kWh", Figures.Kw(around.PreCoolingKwh))
                .Row(
                    "Rebound kWh",
                    $"{Figures.Kw(around.ReboundKwh)}, at its peak {Figures.Share(around.SnapbackRatio)} of what was delivered (snapback ratio)"
                )
                .Row("Net energy kWh", Figures.Kw(around.NetKwh));
        if (sums.Around?.Why is { } why)
            facts.Row("Not known", why);
        if (result.Difference is { } d)
            facts.Row("Difference", $"{Signed(d.Kw)} kW, {Signed(d.Kwh)} kWh, {Figures.Count(d.Vens)} VENs: {Some(d.VenIds, d.Vens)}");
        facts.Row("Hash", result.Hash).Draw(shell);
        Intervals(result).Draw(shell, "Intervals");
        foreach (var ven in result.NotMeasuredVens.Take(VensNamedMax))
            shell.Out.WriteLine($"{Printable.Of(ven.VenId)} has no result: {Printable.Of(ven.Why)}");
        if (all.Count <= 1)
            return;
        var issued = Tables.New().Figure("Result").Column("Issued").Figure("kW").Figure("kWh").Prose("Why");
        foreach (var one in all)
            issued.Row(
                Figures.Count(one.Number),
                Figures.Local(one.IssuedAt, shell),
                Figures.Kw(one.Portfolio.MeanKw),
                Figures.Kw(one.Portfolio.SignedKwh),
                one.Why
            );
        issued.Draw(shell, "All results");
    }

    /// <summary>Each VEN.</summary>
    public static void Show(IReadOnlyList<VenResultView> vens, Shell shell)
    {
        var table = Tables
            .New()
            .Column("VEN")
            .Column("By")
            .Column("Profile")
            .Figure("Days")
            .Figure("Factor")
            .Figure("kWh")
            .Figure("Settled\nkWh")
            .Figure("Rebound\nkWh")
            .Figure("Net\nkWh")
            .Prose("Provisional");
        foreach (var ven in vens)
            table.Row(
                ven.VenId,
                ven.RestsOn,
                ven.Profile,
                Figures.Count(ven.Days.Where(d => d.Used).Sum(d => d.Dates.Count)),
                Figures.Share(ven.Adjustment.Applied),
                Figures.Kw(ven.SignedKwh),
                Figures.Kw(ven.SettledKwh),
                Figures.Kw(ven.Around?.ReboundKwh),
                Figures.Kw(ven.Around?.NetKwh),
                Figures.Text(ven.Provisional)
            );
        table.Draw(shell, vens.Count == 0 ? "No VEN has a result" : "VENs");
        foreach (var ven in vens.Where(v => v.Estimated is not null))
            shell.Out.WriteLine(
                $"{Printable.Of(ven.VenId)}: {Figures.Count(ven.Estimated!.Intervals)} five minutes of its days are estimated ({Printable.Of(ven.Estimated.Rule)})"
            );
        foreach (var (ven, accepted) in vens.SelectMany(v => v.Accepted ?? [], (ven, accepted) => (ven, accepted)))
            shell.Out.WriteLine(
                $"{Printable.Of(ven.VenId)}: odd readings from {Figures.LocalMinute(accepted.From, shell)} to {Figures.LocalMinute(accepted.To, shell)} were accepted{(accepted.By is { } by ? $" by {Printable.Of(by)}" : "")}: {Printable.Of(accepted.Reason)}"
            );
        foreach (var (ven, unproven) in vens.Where(v => v.Unproven is not null).Select(v => (v, v.Unproven!)))
            shell.Out.WriteLine(
                $"{Printable.Of(ven.VenId)}: the sender of its readings is not proven in {Figures.Count(unproven.Intervals)} of {Figures.Count(unproven.Among)} five minutes of the event's day"
            );
        foreach (var ven in vens.Where(v => v.NotByMeter is not null))
            shell.Out.WriteLine($"{Printable.Of(ven.VenId)} is not by its meter: {Printable.Of(ven.NotByMeter!)}");
        foreach (var ven in vens.Where(v => v.Assigned is not null))
            shell.Out.WriteLine($"{Printable.Of(ven.VenId)}: {Printable.Of(AssignedText(ven))}");
        SinceSealedLines.Show(vens, shell);
    }

    private static string AssignedText(VenResultView ven) =>
        ven.Profile == ven.Assigned
            ? $"by {ven.Assigned}, which its programme wants or was assigned to it"
            : $"{ven.Assigned}, which its programme wants or was assigned to it, made no baseline: {ven.PassedOver.FirstOrDefault(p => p.Profile == ven.Assigned)?.Why}";

    /// <summary>Several methods beside one another.</summary>
    public static void Show(SideBySideView view, Shell shell)
    {
        var table = Tables
            .New()
            .Column("Profile")
            .Figure("VENs")
            .Figure("Delivered\nkW")
            .Figure("Of what\nwas asked")
            .Figure("Worst\ninterval")
            .Figure("Within\n5 %")
            .Figure("kWh")
            .Prose("Without a baseline");
        foreach (var sums in view.Profiles)
            table.Row(
                sums.Profile,
                Figures.Count(sums.Vens),
                Figures.Kw(sums.MeanKw),
                Figures.Share(sums.MeanRatio),
                Figures.Share(sums.WorstRatio),
                Figures.Share(sums.WithinShare),
                Figures.Kw(sums.SignedKwh),
                sums.NotMeasured == 0 ? Figures.Text(null) : $"{Figures.Count(sums.NotMeasured)}, as {sums.WhyNot}"
            );
        table.Draw(
            shell,
            $"{view.EventId}: {Figures.Kw(view.RequestedKw)} kW were asked for; result {Figures.Count(view.Number)} says {Figures.Kw(view.MeanKw)} kW"
        );
    }

    private static Spectre.Console.Table Intervals(ResultView result)
    {
        var table = Tables.New().Column("From").Figure("Baseline\nkW").Figure("Actual\nkW").Figure("Delivered\nkW").Figure("VENs\nunknown");
        var sums = result.Portfolio;
        for (var i = 0; i < sums.SignedKw.Count; i++)
            table.Row(
                From(result, i),
                Figures.Kw(sums.BaselineKw[i]),
                Figures.Kw(sums.ActualKw[i]),
                Figures.Kw(sums.SignedKw[i]),
                Figures.Count(sums.UnknownVens[i])
            );
        return table;
    }

    /// <summary>By the clock of the sites: days are alike by that one.</summary>
    private static string From(ResultView result, int interval)
    {
        var at = result.Start.AddMinutes((double)interval * result.IntervalMinutes);
        return TimeZoneInfo.TryFindSystemTimeZoneById(result.TimeZone, out var zone)
            ? TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture)
            : at.UtcDateTime.ToString("HH:mm'Z'", CultureInfo.InvariantCulture);
    }

    private static string Band(ErrorBandView? band) =>
        band is { } b ? $"{Figures.Kw(b.LowKw)} to {Figures.Kw(b.HighKw)}, by {Figures.Count(b.Days)} days" : "not known";

    /// <summary>Whole: they are known to the length of an interval.</summary>
    private static string Minutes(double? minutes) => minutes is { } m ? m.ToString("0", CultureInfo.InvariantCulture) : "-";

    private static string Joined(IEnumerable<string> parts) => Figures.Text(string.Join(", ", parts));

    private static string Some(IReadOnlyList<string> ids, int count) =>
        ids.Count == 0 ? "none" : string.Join(", ", ids.Take(VensNamedMax)) + (count > VensNamedMax ? ", …" : "");

    private static string Signed(double? value) => value is { } v ? v.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) : "-";
}
