using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.LikeDays;

namespace DrEvents.Measurement.Profiles;

/// <summary>What has to hold in a profile beyond its shape.</summary>
internal static class ProfileCheck
{
    private const int MinutesMost = 7 * 24 * 60;

    /// <summary>No parameter is larger, so that no figure made with it is without bounds.</summary>
    private const double NumberMost = 1e9;

    public static (string Field, string Problem)? ProblemOf(BaselineProfile p) =>
        !ProfileFile.NamePattern().IsMatch(p.Name) ? ("name", "is not of small letters, digits, - and +, 64 at most")
        : p.Version < 1 ? ("version", "is less than 1")
        : p.Holidays is not null && HolidayCalendar.Find(p.Holidays) is null
            ? ("holidays", $"is none of {string.Join(", ", HolidayCalendar.Shipped)}")
        : p.Method is BaselineMethod.LikeDays or BaselineMethod.ControlGroup && p.Days is null ? ("days", "is missing")
        : p.Method == BaselineMethod.SameDay && p.SameDay is not { Count: > 0 } ? ("sameDay", "is missing")
        : p.Method == BaselineMethod.ControlGroup && p.Control is null ? ("control", "is missing")
        : p.Method == BaselineMethod.TimeOfWeekAndTemperature && p.Regression is null ? ("regression", "is missing")
        : p.ReductionFloor is { PerMinutes: not (5 or 15 or 30 or 60) } ? ("reductionFloor.perMinutes", "is not 5, 15, 30 or 60")
        : NotFinite(p)
            ?? Of(p.SameDay, "sameDay")
            ?? Of(p.Adjustment.Windows, "adjustment.windows")
            ?? Of(p.Adjustment)
            ?? (p.Days is null ? null : Of(p.Days))
            ?? (p.Regression is null ? null : Of(p.Regression));

    /// <summary>A number such as 1e999 is read as infinity.</summary>
    private static (string, string)? NotFinite(BaselineProfile p) =>
        Numbers(p)
            .Where(n => n.Value is { } value && (!double.IsFinite(value) || Math.Abs(value) > NumberMost))
            .Select(n =>
                ((string, string)?)
                    (n.Field, double.IsFinite(n.Value!.Value) ? "is not from -1000000000 to 1000000000" : "is not a finite number")
            )
            .FirstOrDefault();

    private static IEnumerable<(string Field, double? Value)> Numbers(BaselineProfile p) =>
        [
            ("adjustment.least", p.Adjustment.Least),
            ("adjustment.most", p.Adjustment.Most),
            ("days.lowUse.share", p.Days?.LowUse?.Share),
            .. (p.Regression?.KnotsF ?? []).Select((knot, i) => ($"regression.knotsF.{i}", (double?)knot)),
            ("regression.occupiedShare", p.Regression?.OccupiedShare),
            ("regression.weightingDays", p.Regression?.WeightingDays),
        ];

    private static (string, string)? Of(IReadOnlyList<Window>? windows, string field) =>
        (windows ?? [])
            .Index()
            .Where(w =>
                w.Item.EndsMinutes <= w.Item.BeginsMinutes
                || w.Item.From == WindowAnchor.Start && w.Item.EndsMinutes > 0
                || w.Item.From == WindowAnchor.End && w.Item.BeginsMinutes < 0
                || Math.Max(Math.Abs(w.Item.BeginsMinutes), Math.Abs(w.Item.EndsMinutes)) > MinutesMost
            )
            .Select(w =>
                ((string, string)?)($"{field}.{w.Index}", "has to end after it begins, outside of the event, and within a week of it")
            )
            .FirstOrDefault();

    private static (string, string)? Of(AdjustmentRule a) =>
        a.Kind != AdjustmentKind.None && a.Windows is not { Count: > 0 } ? ("adjustment.windows", "is missing")
        : a.Least > a.Most ? ("adjustment.least", "is more than most")
        : null;

    private static (string, string)? Of(DayRule d) =>
        d.LookBackDays is < 1 or > 400 ? ("days.lookBackDays", "is not from 1 to 400")
        : d.Classes.Count == 0 ? ("days.classes", "is empty")
        : Enum.GetValues<DayOfWeek>().Any(w => d.Classes.Count(c => c.Weekdays.Contains(w)) != 1)
            ? ("days.classes", "has to hold each weekday once")
        : d.Classes.Count(c => c.Holidays) > 1 ? ("days.classes", "has holidays in two classes")
        : d.LowUse is { Share: < 0 or >= 1 } ? ("days.lowUse.share", "is not from 0 to below 1")
        : d
            .Classes.Index()
            .Where(c =>
                c.Item.Wanted < 1 || c.Item.Minimum < 1 || c.Item.Minimum > c.Item.Wanted || c.Item.Used > c.Item.Wanted || c.Item.Used < 1
            )
            .Select(c => ((string, string)?)($"days.classes.{c.Index}", "minimum and used have to lie between 1 and wanted"))
            .FirstOrDefault();

    private static (string, string)? Of(RegressionRule r) =>
        r.LookBackDays is < 7 or > 1200 ? ("regression.lookBackDays", "is not from 7 to 1200")
        : r.IntervalMinutes is not (5 or 15 or 30 or 60) ? ("regression.intervalMinutes", "is not 5, 15, 30 or 60")
        : r.KnotsF.Count is < 1 or > 12 || r.KnotsF.Zip(r.KnotsF.Skip(1)).Any(k => k.First >= k.Second)
            ? ("regression.knotsF", "has to hold 1 to 12 knots in rising order")
        : r.WeightingDays is < 0.1 or > 1200 ? ("regression.weightingDays", "is not from 0.1 to 1200")
        : r.OccupiedShare is <= 0 or >= 1 ? ("regression.occupiedShare", "is not between 0 and 1")
        : null;
}
