using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.LikeDays;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>Sites that are made for a test: their load is a function of the time by their clock.</summary>
internal static class Made
{
    public static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    /// <summary>A Wednesday without a holiday of NERC's in the ten weekdays before it.</summary>
    public static readonly DateOnly Wednesday = new(2026, 7, 15);

    public static readonly LocalTime Two = new(14, 0);
    public static readonly LocalTime Four = new(16, 0);

    /// <summary>Intervals from the first day to the end of the last; NaN is a missing one.</summary>
    public static MeterSeries Meter(
        DateOnly first,
        DateOnly last,
        Func<LocalDateTime, double> kw,
        int minutes = 60,
        DateTimeZone? zone = null
    ) => MeterSeries.Of([.. Readings(first, last, kw, minutes, zone)], minutes);

    public static IEnumerable<Reading> Readings(
        DateOnly first,
        DateOnly last,
        Func<LocalDateTime, double> kw,
        int minutes = 60,
        DateTimeZone? zone = null
    )
    {
        var clock = zone ?? NewYork;
        var end = clock.AtStartOfDay(LocalDate.FromDateOnly(last.AddDays(1))).ToInstant();
        for (var at = clock.AtStartOfDay(LocalDate.FromDateOnly(first)).ToInstant(); at < end; at += Duration.FromMinutes(minutes))
            yield return new Reading(at.ToUnixTimeSeconds() / 60, kw(at.InZone(clock).LocalDateTime));
    }

    /// <summary>Flat days: the newest weekday before the event's uses 1 kW, the one before it 2, and so on, and weekend days a hundred times that.</summary>
    /// <param name="eventDay">The load of the event's day.</param>
    public static MeteredSite Counted(
        Func<LocalDateTime, double> eventDay,
        DateOnly? day = null,
        Func<DateOnly, double?>? otherwise = null,
        IReadOnlySet<DateOnly>? events = null,
        Temperatures? temperatures = null,
        HolidayCalendar? holidays = null,
        int minutes = 60
    )
    {
        var date = day ?? Wednesday;
        return new MeteredSite(
            NewYork,
            Meter(
                date.AddDays(-100),
                date,
                at => at.Date.ToDateOnly() is var d && d == date ? eventDay(at) : otherwise?.Invoke(d) ?? Place(d, date),
                minutes
            ),
            events,
            holidays,
            temperatures
        );
    }

    /// <summary>How many days of its kind (weekday or weekend) a day lies before another; of the weekend a hundred times that.</summary>
    public static double Place(DateOnly day, DateOnly before)
    {
        var isWeekend = IsWeekend(day);
        var count = Enumerable.Range(1, before.DayNumber - day.DayNumber).Count(back => IsWeekend(before.AddDays(-back)) == isWeekend);
        return isWeekend ? 100 * count : count;
    }

    public static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public static Instant At(DateOnly day, LocalTime time, DateTimeZone? zone = null) =>
        (LocalDate.FromDateOnly(day) + time).InZoneLeniently(zone ?? NewYork).ToInstant();

    /// <summary>An event from two to four on that day, in hours.</summary>
    public static BaselineResult Event(
        this MeteredSite site,
        string profile,
        DateOnly? day = null,
        int minutes = 60,
        params string[] set
    ) => site.Event(Profile(profile, set), day, minutes);

    public static BaselineResult Event(this MeteredSite site, BaselineProfile profile, DateOnly? day = null, int minutes = 60) =>
        Baseline.Of(site, At(day ?? Wednesday, Two, site.Zone), At(day ?? Wednesday, Four, site.Zone), profile, minutes).Rounded();

    public static BaselineProfile Profile(string name, params string[] set) => ProfileFile.Read(ShippedProfiles.Find(name)!, set);

    public static AdjustmentMade Ratio(double hours, double raw, double applied) => new(AdjustmentKind.Multiplicative, hours, raw, applied);

    /// <summary>Highest temperatures of days, at noon.</summary>
    public static Temperatures Warmth(DateOnly first, DateOnly last, Func<DateOnly, double> highest) =>
        Temperatures.Of(Readings(first, last, at => at.Hour == 12 ? highest(at.Date.ToDateOnly()) : 40), NewYork);

    /// <summary>The days used, newest first.</summary>
    public static IReadOnlyList<DateOnly> Used(this BaselineResult result) => [.. result.Days.Where(d => d.Used).Select(d => d.Date)];

    public static string? ReasonOf(this BaselineResult result, DateOnly day) => result.Days.Single(d => d.Date == day).Reason;
}
