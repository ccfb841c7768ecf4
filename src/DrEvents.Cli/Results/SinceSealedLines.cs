using System.Globalization;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Results;

/// <summary>What of VENs' inputs has changed since they were sealed, in lines; those of which nothing has are counted.</summary>
static class SinceSealedLines
{
    private const int DaysNamedMax = 5;

    public static void Show(IReadOnlyList<VenResultView> vens, Shell shell)
    {
        if (vens.Count == 0)
            return;
        var same = vens.Count(v => v.SinceSealed is { } s && IsSame(s));
        var none = vens.Count(v => v.SinceSealed is null);
        shell.Out.WriteLine(
            $"Inputs are as they were sealed at the begin: {Figures.Count(same)} of {Figures.Count(vens.Count)} VENs; {Figures.Count(none)} have no seal"
        );
        foreach (var ven in vens.Where(v => v.SinceSealed is { } s && !IsSame(s)))
            shell.Out.WriteLine($"{Printable.Of(ven.VenId)} {Printable.Of(Text(ven.SinceSealed!))}");
    }

    private static bool IsSame(SinceSealedView since) => since is { Days.Count: 0, Kw: 0, Why: null };

    private static string Text(SinceSealedView since)
    {
        if (since.Why is { } why)
            return $"cannot be compared with what was sealed: {why}";
        var days = since.Days.Take(DaysNamedMax).Select(Text).ToList();
        if (since.Days.Count > DaysNamedMax)
            days.Add($"{since.Days.Count - DaysNamedMax} more days");
        return $"has another baseline than was sealed: {Signed(since.Kw)} kW before its adjustment"
            + (days.Count > 0 ? $"; {string.Join("; ", days)}" : "");
    }

    private static string Text(DaySinceView day)
    {
        var date = day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return day.Was == day.Is
            ? $"{date} has other readings, {Kw(day.WasKw)} then and {Kw(day.IsKw)} now"
            : $"{date} was: {day.Was}, is: {day.Is}";
    }

    private static string Kw(double? kw) => kw is null ? "not known" : $"{Figures.Kw(kw)} kW";

    private static string Signed(double? value) => value is { } v ? v.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) : "-";
}
