using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Forecasts;

/// <summary>A forecast as tables.</summary>
static class ForecastTables
{
    private const double Percent = 100;

    /// <summary>What can be held, what that rests on, and each interval.</summary>
    public static void Show(ForecastView forecast, Shell shell)
    {
        var facts = Tables
            .Facts()
            .Row("From", Figures.LocalWithOffset(forecast.Start, shell))
            .Row("To", $"{Figures.LocalWithOffset(forecast.End, shell)} ({Duration.Written(forecast.End - forecast.Start)})")
            .Row("VENs meant", Figures.Count(forecast.Vens))
            .Row("Can be shed now kW", Figures.Kw(forecast.AvailableNowKw))
            .Row("Can be held throughout kW", Figures.Kw(forecast.Hold.Kw));
        if (forecast.Hold is { LowKw: { } low, HighKw: { } high })
            facts.Row("In 8 of 10 cases kW", $"{Figures.Kw(low)} to {Figures.Kw(high)}");
        facts.Row("Delivered before", DeliveredBefore(forecast)).Row("Rests on", RestsOn(forecast)).Draw(shell);
        ShowIntervals(forecast, shell);
        ShowLeftOut(forecast, shell);
    }

    private static void ShowIntervals(ForecastView forecast, Shell shell)
    {
        var hasBand = forecast.NoBandReason is null;
        var table = Tables.New().Column("From (local)").Figure("Can be shed\nkW");
        if (hasBand)
            table.Figure("Low (10 %)\nkW").Figure("High (90 %)\nkW");
        foreach (var (start, shed) in forecast.Intervals)
        {
            Cell[] cells = [Figures.LocalMinute(start, shell), Figures.Kw(shed.Kw)];
            table.Row(hasBand ? [.. cells, Figures.Kw(shed.LowKw), Figures.Kw(shed.HighKw)] : cells);
        }
        table.Draw(shell);
    }

    private static void ShowLeftOut(ForecastView forecast, Shell shell)
    {
        var leftOut = forecast.Days.Where(d => !d.Used).ToLookup(d => d.Reason ?? "");
        if (leftOut.Count == 0)
            return;
        var table = Tables.New().Figure("Days").Prose("Why not used").Column("Newest");
        foreach (var days in leftOut)
            table.Row(Figures.Count(days.Count()), days.Key, Day(days.First().Date));
        table.Draw(shell, "Days that were not used");
    }

    private static string RestsOn(ForecastView forecast)
    {
        if (forecast.NoBandReason is { } reason)
            return $"what can be shed now, as {reason}";
        var used = forecast.Days.Where(d => d.Used).ToList();
        var method = forecast.Method == ForecastMethods.StudentT ? "few days, so a wide band (Student's t)" : "quantiles";
        var level = (forecast.LevelFactor ?? 1).ToString("0.00", CultureInfo.InvariantCulture);
        return $"{used.Count} like days from {Day(used[^1].Date)} to {Day(used[0].Date)}, times {level} to be as today; {method}";
    }

    private static string DeliveredBefore(ForecastView forecast)
    {
        var percent = (forecast.DeliveredShare * Percent).ToString("0", CultureInfo.InvariantCulture);
        return forecast.TimesAsked == 0 ? "never asked yet; taken as all" : $"{percent} % of what was asked; counted in";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
