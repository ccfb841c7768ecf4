using System.Globalization;
using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Planning;

/// <summary>Days of a month as a calendar shows them.</summary>
public static class MonthDays
{
    /// <summary>The first day of the month that is meant; null where none is.</summary>
    public static DateOnly? Parse(string? month) =>
        DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 2000 and < 2100
            ? day
            : null;

    /// <summary>Whole weeks that hold the month.</summary>
    public static List<DateOnly[]> Weeks(DateOnly month, DayOfWeek firstDay)
    {
        var first = month.AddDays(-((int)month.DayOfWeek - (int)firstDay + 7) % 7);
        var weeks = new List<DateOnly[]>();
        for (var day = first; day < month.AddMonths(1); day = day.AddDays(7))
            weeks.Add([.. Enumerable.Range(0, 7).Select(day.AddDays)]);
        return weeks;
    }

    /// <summary>Days by the viewer's clock that an event touches; one that ends at midnight does not touch the next.</summary>
    public static IEnumerable<DateOnly> Of(EventView e, Viewer viewer)
    {
        var last = Day(e.EndTime > e.StartTime ? e.EndTime.AddTicks(-1) : e.StartTime);
        for (var day = Day(e.StartTime); day <= last; day = day.AddDays(1))
            yield return day;

        DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(viewer.Local(at).DateTime);
    }
}
