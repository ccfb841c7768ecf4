using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.Engine;
using NodaTime;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>Every day that was looked at is used, or discarded with its reason; and what happens where something is missing.</summary>
public sealed class DayVerdictTests
{
    private static readonly DateOnly Day = Made.Wednesday;

    [Fact]
    public void a_day_with_a_gap_in_the_events_hours_is_discarded_and_one_with_a_gap_elsewhere_is_not()
    {
        var made = With(at => at.Hour == 15, at => at.Hour == 9).Event("caiso-10-in-10");

        made.ReasonOf(Day.AddDays(-1)).ShouldBe(DiscardReasons.Missing);
        made.ReasonOf(Day.AddDays(-2)).ShouldBeNull();
        made.Used().Count.ShouldBe(10);
    }

    [Fact]
    public void so_is_one_with_a_gap_in_the_adjustments_hours()
    {
        With(at => at.Hour == 11, at => false).Event("caiso-10-in-10").ReasonOf(Day.AddDays(-1)).ShouldBe(DiscardReasons.MissingInWindow);
        With(at => at.Hour == 13, at => false).Event("caiso-10-in-10").ReasonOf(Day.AddDays(-1)).ShouldBeNull();
    }

    [Fact]
    public void the_british_ten_discards_a_day_with_any_gap() =>
        With(at => at.Hour == 3, at => false).Event("gb-10-of-10").ReasonOf(Day.AddDays(-1)).ShouldBe(DiscardReasons.Incomplete);

    [Fact]
    public void a_day_with_an_event_is_discarded()
    {
        var made = Made.Counted(_ => 5, events: new HashSet<DateOnly> { Day.AddDays(-2) }).Event("caiso-10-in-10");

        made.ReasonOf(Day.AddDays(-2)).ShouldBe(DiscardReasons.Event);
        made.Used().Count.ShouldBe(10);
    }

    [Fact]
    public void a_holiday_is_discarded_by_the_markets_calendar_unless_another_is_named()
    {
        // Labor Day 2026 is 7 September.
        var thursday = new DateOnly(2026, 9, 10);
        Made.Counted(_ => 5, thursday).Event("caiso-10-in-10", thursday).ReasonOf(new(2026, 9, 7)).ShouldBe(DiscardReasons.Holiday);
        Made.Counted(_ => 5, thursday, holidays: HolidayCalendar.None)
            .Event("caiso-10-in-10", thursday)
            .ReasonOf(new(2026, 9, 7))
            .ShouldBeNull();
        Made.Counted(_ => 5, thursday).Event("gb-10-of-10", thursday).ReasonOf(new(2026, 9, 7)).ShouldBeNull();
    }

    [Fact]
    public void a_real_zero_is_a_real_zero_and_what_is_below_it_is_export()
    {
        var zero = Made.Counted(_ => 0, otherwise: _ => 0).Event("caiso-10-in-10");
        (zero.BaselineKw[0], zero.Adjustment.Raw, zero.Used().Count).ShouldBe((0, 1, 10));

        // Exports 4 on all days and 6 on this one: a ratio of 1.5, held at 1.2; the event imports 1.
        var export = Made.Counted(at => at.Hour is 14 or 15 ? 1 : -6, otherwise: _ => -4).Event("caiso-10-in-10");
        export.BaselineKw[0].ShouldBe(-4.8);
        export.ReductionKw[0].ShouldBe(-5.8);
    }

    [Fact]
    public void too_few_days_are_no_baseline_and_the_reasons_are_counted()
    {
        var site = new MeteredSite(Made.NewYork, Made.Meter(Day.AddDays(-6), Day, _ => 5), new HashSet<DateOnly> { Day.AddDays(-1) });

        var made = site.Event("nyiso-high-5-of-10");

        made.BaselineKw.ShouldBeEmpty();
        made.Problem.ShouldBe("nyiso-high-5-of-10 needs 5 days of the class weekday and has 3; left out: a day with an event (1)");
    }

    [Fact]
    public void a_gap_in_the_event_leaves_its_reduction_open()
    {
        var made = Made.Counted(at => at.Hour == 15 ? double.NaN : 5).Event("gb-10-of-10");

        made.ActualKw.ShouldBe([5, null]);
        made.ReductionKw.ShouldBe([0.5, null]);
        made.EnergyKwh.ShouldBeNull();
        made.BaselineKw.ShouldBe([5.5, 5.5]);
    }

    [Fact]
    public void a_gap_in_the_adjustments_hours_of_the_event_day_makes_it_provisional()
    {
        var made = Made.Counted(at => at.Hour == 11 ? double.NaN : 6.05).Event("caiso-10-in-10");

        made.Adjustment.Raw.ShouldBe(1.1);
        made.Adjustment.Note.ShouldBe("provisional: 60 minutes of the window are missing on the event's day");
    }

    [Fact]
    public void without_most_of_them_nothing_is_adjusted()
    {
        var made = Made.Counted(at => at.Hour is 10 or 11 ? double.NaN : 50).Event("caiso-10-in-10");

        (made.Adjustment.Raw, made.Adjustment.Applied).ShouldBe((null, 1));
        made.BaselineKw.ShouldBe([5.5, 5.5]);
        made.Adjustment.Note.ShouldNotBeNull().ShouldStartWith("not adjusted");
    }

    [Fact]
    public void a_calendar_that_says_nothing_of_the_year_is_no_calendar()
    {
        var day = new DateOnly(2110, 7, 16);
        Made.Counted(_ => 1, day)
            .Event("caiso-10-in-10", day)
            .Problem.ShouldBe("the calendar US-NERC speaks of the years 1990 to 2099 only");
    }

    private static MeteredSite With(Func<LocalDateTime, bool> gapOnDayBefore, Func<LocalDateTime, bool> gapTwoDaysBefore) =>
        new(
            Made.NewYork,
            Made.Meter(
                Day.AddDays(-70),
                Day,
                at =>
                    (at.Date.ToDateOnly() == Day.AddDays(-1) && gapOnDayBefore(at))
                    || (at.Date.ToDateOnly() == Day.AddDays(-2) && gapTwoDaysBefore(at))
                        ? double.NaN
                        : 5
            )
        );
}
