namespace DrEvents.Measurement.Calendars;

/// <summary>A calendar as it stands in its file.</summary>
/// <param name="Years">The years that it speaks of.</param>
/// <param name="Also">Single days that no rule makes.</param>
/// <param name="Except">Days that were no holiday although a rule makes them.</param>
internal sealed record CalendarData(
    string Name,
    int Version,
    string Title,
    string Source,
    YearRange Years,
    IReadOnlyList<HolidayRule> Holidays,
    IReadOnlyList<SingleDay>? Also = null,
    IReadOnlyList<SingleDay>? Except = null
)
{
    /// <summary>
    /// What the rules make of a year. First those that stay where they are: of two that meet, the moved one goes on to the next free day.
    /// </summary>
    public IEnumerable<DateOnly> Of(int year)
    {
        var dates = Holidays.Where(h => h.IsIn(year)).Select(h => (Rule: h, Date: h.DateIn(year))).ToList();
        var taken = dates.Select(d => d.Date).ToHashSet();
        foreach (var (rule, date) in dates)
        {
            if (rule.MovedFrom(date, taken) is { } moved)
                taken.Add(moved);
        }
        return taken;
    }
}

internal sealed record YearRange(int From, int To);

internal sealed record SingleDay(DateOnly Date, string Name);

/// <summary>Where a holiday that falls on a weekend is kept as well.</summary>
internal enum Moved
{
    /// <summary>Nowhere.</summary>
    Never,

    /// <summary>One on a Sunday on the Monday after; one on a Saturday nowhere (NERC).</summary>
    SundayToMonday,

    /// <summary>One on a Saturday on the Friday before, one on a Sunday on the Monday after (US federal).</summary>
    NearestWeekday,

    /// <summary>On the next weekday that is no holiday (United Kingdom).</summary>
    NextWeekday,
}

/// <summary>A holiday: on a day of a month, on the n-th weekday of one (−1 is the last), or so many days from Easter Sunday.</summary>
internal sealed record HolidayRule(
    string Name,
    int? Month = null,
    int? Day = null,
    DayOfWeek? Weekday = null,
    int? Nth = null,
    int? EasterPlus = null,
    int? Since = null,
    int? Until = null,
    Moved Moved = Moved.Never
)
{
    public string? Problem()
    {
        var isFixed = Month is >= 1 and <= 12 && Day is >= 1 and <= 31 && Weekday is null && Nth is null && EasterPlus is null;
        var isNth = Month is >= 1 and <= 12 && Day is null && Weekday is not null && Nth is -1 or (>= 1 and <= 4) && EasterPlus is null;
        var isEaster = Month is null && Day is null && Weekday is null && Nth is null && EasterPlus is >= -100 and <= 100;
        if (isFixed && Day > DateTime.DaysInMonth(2001, Month!.Value))
            return "there is no such day in every year";
        return isFixed || isNth || isEaster ? null : "is neither month and day, nor month, weekday and nth, nor easterPlus";
    }

    public bool IsIn(int year) => (Since is null || year >= Since) && (Until is null || year <= Until);

    public DateOnly DateIn(int year) =>
        EasterPlus is { } days ? Easter(year).AddDays(days)
        : Weekday is { } weekday ? NthOf(year, Month!.Value, weekday, Nth!.Value)
        : new DateOnly(year, Month!.Value, Day!.Value);

    public DateOnly? MovedFrom(DateOnly date, IReadOnlySet<DateOnly> taken) =>
        (Moved, date.DayOfWeek) switch
        {
            (Moved.SundayToMonday or Moved.NearestWeekday, DayOfWeek.Sunday) => date.AddDays(1),
            (Moved.NearestWeekday, DayOfWeek.Saturday) => date.AddDays(-1),
            (Moved.NextWeekday, DayOfWeek.Saturday or DayOfWeek.Sunday) => Enumerable
                .Range(1, 14)
                .Select(date.AddDays)
                .First(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !taken.Contains(d)),
            _ => null,
        };

    private static DateOnly NthOf(int year, int month, DayOfWeek weekday, int nth)
    {
        if (nth > 0)
        {
            var first = new DateOnly(year, month, 1);
            return first.AddDays((weekday - first.DayOfWeek + 7) % 7 + (nth - 1) * 7);
        }
        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-((last.DayOfWeek - weekday + 7) % 7));
    }

    /// <summary>Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).</summary>
    private static DateOnly Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        var l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        var m = (a + 11 * h + 22 * l) / 451;
        var days = h + l - 7 * m + 114;
        return new DateOnly(year, days / 31, days % 31 + 1);
    }
}
