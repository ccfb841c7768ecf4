using DrEvents.Measurement.Engine;
using DrEvents.Measurement.LikeDays;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>Each profile on days whose figures can be worked out by hand: the newest weekday uses 1 kW all day, the one before it 2, and so on.</summary>
public sealed class ProfileFigureTests
{
    [Fact]
    public void ten_in_ten_is_the_mean_of_ten_weekdays_times_the_ratio_of_ten_to_one_o_clock()
    {
        // (1 + … + 10) ÷ 10 = 5.5; the day itself uses 6.05 from 10 to 13 and 9 in the hour before the event, which does not count.
        var made = Made.Counted(at =>
                at.Hour switch
                {
                    >= 10 and < 13 => 6.05,
                    13 => 9,
                    >= 14 and < 16 => 4,
                    _ => 50,
                }
            )
            .Event("caiso-10-in-10");

        made.UnadjustedKw.ShouldBe([5.5, 5.5]);
        made.Adjustment.ShouldBe(Made.Ratio(3, 1.1, 1.1));
        made.BaselineKw.ShouldBe([6.05, 6.05]);
        made.ActualKw.ShouldBe([4, 4]);
        made.ReductionKw.ShouldBe([2.05, 2.05]);
        made.EnergyKwh.ShouldBe(4.1);
        made.Used().Count.ShouldBe(10);
        made.Used()[^1].ShouldBe(new DateOnly(2026, 7, 1));
    }

    [Theory]
    [InlineData(11, 2, 1.2, 6.6)]
    [InlineData(2.2, 0.4, 0.8, 4.4)]
    public void the_ratio_of_ten_in_ten_is_held_between_80_and_120_percent(double kw, double raw, double applied, double baselineKw)
    {
        var made = Made.Counted(_ => kw).Event("caiso-10-in-10");

        made.Adjustment.ShouldBe(Made.Ratio(3, raw, applied));
        made.BaselineKw.ShouldBe([baselineKw, baselineKw]);
    }

    [Fact]
    public void ten_in_ten_takes_four_days_at_a_weekend()
    {
        // 12 July 2026 is a Sunday: (100 + 200 + 300 + 400) ÷ 4.
        var sunday = new DateOnly(2026, 7, 12);
        var made = Made.Counted(_ => 250, sunday).Event("caiso-10-in-10", sunday);

        made.BaselineKw.ShouldBe([250, 250]);
        // 4 July is a Saturday and a holiday, and is of this class either way.
        made.Used().ShouldBe([new(2026, 7, 11), new(2026, 7, 5), new(2026, 7, 4), new(2026, 6, 28)]);
    }

    [Fact]
    public void with_fewer_than_five_weekdays_ten_in_ten_takes_the_event_days_of_highest_load()
    {
        var day = Made.Wednesday;
        var events = Enumerable.Range(1, 45).Select(back => day.AddDays(-back)).Where(d => Made.Place(d, day) > 3).ToHashSet();
        var made = Made.Counted(_ => 13.2, events: events).Event("caiso-10-in-10");

        // 1, 2, 3 and, of the 32 weekdays of the look-back, the oldest two, which use most: 31 and 32.
        made.UnadjustedKw[0].ShouldBe(69 / 5.0);
        made.Used().Count.ShouldBe(5);
        made.Days.Where(d => d.Reason == DiscardReasons.Fill).Select(d => Made.Place(d.Date, day)).ShouldBe([31, 32]);
    }

    [Fact]
    public void five_in_ten_is_the_mean_of_the_five_highest_of_ten_times_the_ratio_of_hours_on_both_sides()
    {
        // (6 + … + 10) ÷ 5 = 8; 10 to 12 at 7 and 18 to 20 at 11: 9 ÷ 8 = 1.125.
        var made = Made.Counted(at =>
                at.Hour is 10 or 11 ? 7
                : at.Hour is 18 or 19 ? 11
                : 99
            )
            .Event("caiso-residential-5-in-10");

        made.UnadjustedKw.ShouldBe([8, 8]);
        made.Adjustment.ShouldBe(Made.Ratio(4, 1.125, 1.125));
        made.BaselineKw.ShouldBe([9, 9]);
        Made.Counted(_ => 4).Event("caiso-residential-5-in-10").BaselineKw.ShouldBe([5.68, 5.68]);
        Made.Counted(_ => 80).Event("caiso-residential-5-in-10").BaselineKw.ShouldBe([11.2, 11.2]);
    }

    [Fact]
    public void weather_match_is_the_mean_of_the_four_days_nearest_in_highest_temperature()
    {
        var day = Made.Wednesday;
        // As warm as the event's day: the weekdays 20, 21 and 22 back; one degree off: 5 and 30, of which 5 is the newer.
        var warmth = Made.Warmth(
            day.AddDays(-100),
            day,
            d =>
                d == day
                    ? 90
                    : Made.Place(d, day) switch
                    {
                        20 or 21 or 22 => 90,
                        5 => 91,
                        30 => 89,
                        _ => 60,
                    }
        );
        var made = Made.Counted(_ => 17, temperatures: warmth).Event("caiso-weather-match");

        made.UnadjustedKw.ShouldBe([17, 17]);
        made.Used().Select(d => Made.Place(d, day)).ShouldBe([5, 20, 21, 22]);
        made.Days.Count(d => d.Reason == DiscardReasons.NotNearest)
            .ShouldBe(made.Days.Count - 4 - made.Days.Count(d => d.Reason == DiscardReasons.Holiday));
    }

    [Fact]
    public void four_of_five_leaves_out_the_lowest_and_adds_the_difference()
    {
        // (2 + 3 + 4 + 5) ÷ 4 = 3.5; 9.25 − 3.5 = 5.75 without a bound.
        var made = Made.Counted(at => at.Hour is >= 10 and < 13 ? 9.25 : 1).Event("pjm-high-4-of-5");

        made.UnadjustedKw.ShouldBe([3.5, 3.5]);
        made.Adjustment.ShouldBe(new AdjustmentMade(AdjustmentKind.Additive, 3, 5.75, 5.75));
        made.BaselineKw.ShouldBe([9.25, 9.25]);
        made.Days.Single(d => d.Reason == DiscardReasons.NotHighest).Date.ShouldBe(new DateOnly(2026, 7, 14));
    }

    [Fact]
    public void four_of_five_replaces_days_of_less_than_a_quarter_of_the_mean()
    {
        // 0.7 is less than a quarter of (0.7 + 2 + 3 + 4 + 5) ÷ 5 = 2.94; the sixth weekday takes its place, and 2 is the lowest then.
        var made = Made.Counted(_ => 4.5, otherwise: d => d == new DateOnly(2026, 7, 14) ? 0.7 : null).Event("pjm-high-4-of-5");

        made.UnadjustedKw.ShouldBe([4.5, 4.5]);
        made.ReasonOf(new(2026, 7, 14)).ShouldBe(DiscardReasons.LowUse);
        made.ReasonOf(new(2026, 7, 13)).ShouldBe(DiscardReasons.NotHighest);
    }

    [Fact]
    public void on_a_saturday_four_of_five_is_two_of_three_saturdays()
    {
        var saturday = new DateOnly(2026, 7, 18);
        // Saturdays are every second weekend day: 2, 4 and 6 back; 4 July is a holiday, so of the Sundays' class.
        var made = Made.Counted(_ => 0, saturday).Event("pjm-high-4-of-5", saturday);

        made.Used().ShouldBe([new(2026, 6, 27), new(2026, 6, 20)]);
        made.ReasonOf(new(2026, 7, 4)).ShouldBe(DiscardReasons.Holiday);
        made.ReasonOf(new(2026, 7, 11)).ShouldBe(DiscardReasons.NotHighest);
    }

    [Fact]
    public void five_of_ten_leaves_out_the_day_before_and_takes_the_five_highest()
    {
        // The weekdays 2 to 11 back are eligible, at 22 to 31 kW; (27 + … + 31) ÷ 5 = 29; 10 to 12 at 31.9: 1.1.
        var made = Made.Counted(at => at.Hour is 10 or 11 ? 31.9 : 1, otherwise: d => 20 + Made.Place(d, Made.Wednesday))
            .Event("nyiso-high-5-of-10");

        made.UnadjustedKw.ShouldBe([29, 29]);
        made.Adjustment.ShouldBe(Made.Ratio(2, 1.1, 1.1));
        made.BaselineKw.ShouldBe([31.9, 31.9]);
        made.ReasonOf(new(2026, 7, 14)).ShouldBe(DiscardReasons.DayBeforeEvent);
    }

    [Fact]
    public void five_of_ten_leaves_out_days_of_less_than_a_quarter_of_the_largest()
    {
        // The largest of 30 days is the 21st weekday back, 21 kW: 5.25 is its quarter, so 2 to 5 fall out and 6 to 15 are the ten.
        var made = Made.Counted(_ => 13).Event("nyiso-high-5-of-10");

        made.UnadjustedKw.ShouldBe([13, 13]);
        made.Days.Where(d => d.Reason == DiscardReasons.LowUse).Select(d => Made.Place(d.Date, Made.Wednesday)).ShouldBe([2, 3, 4, 5]);
        made.Used().Select(d => Made.Place(d, Made.Wednesday)).ShouldBe([11, 12, 13, 14, 15]);
    }

    [Fact]
    public void middle_eight_leaves_out_the_days_of_highest_and_lowest_energy()
    {
        // The event's hours are the day's energy turned round, but only the energy counts: the weekdays 1 and 10 back go. (2 + … + 9) ÷ 8 = 5.5.
        var made = Made.Counted(_ => 11).Event("ercot-middle-8-of-10");

        made.UnadjustedKw.ShouldBe([5.5, 5.5]);
        made.Adjustment.ShouldBe(Made.Ratio(2, 2, 2));
        made.BaselineKw.ShouldBe([11, 11]);
        made.Days.Where(d => d.Reason == DiscardReasons.NotMiddle).Select(d => Made.Place(d.Date, Made.Wednesday)).ShouldBe([1, 10]);
    }

    [Fact]
    public void middle_eight_ranks_by_the_energy_of_the_day_and_not_by_the_event()
    {
        var day = Made.Wednesday;
        var site = new MeteredSite(
            Made.NewYork,
            Made.Meter(
                day.AddDays(-60),
                day,
                at =>
                    Made.Place(at.Date.ToDateOnly(), day) is var place && at.Hour is 14 or 15
                        ? 20 - Made.Place(at.Date.ToDateOnly(), day)
                        : place
            )
        );
        // Of most energy: 10 back (10 kW but for two hours); of least: 1 back. Their event hours are 10 and 19.
        site.Event("ercot-middle-8-of-10", set: "adjustment.kind=none").UnadjustedKw.ShouldBe([14.5, 14.5]);
    }

    [Fact]
    public void the_british_ten_is_not_adjusted_and_counts_savings_by_the_half_hour()
    {
        // 5.5 − 2 = 3.5 in the first half hour of each hour; in the second it uses 9 and saves nothing, not −3.5.
        var made = Made.Counted(at => at.Minute < 30 ? 2 : 9, minutes: 30).Event("gb-10-of-10");

        made.BaselineKw.ShouldBe([5.5, 5.5]);
        made.ActualKw.ShouldBe([5.5, 5.5]);
        made.ReductionKw.ShouldBe([1.75, 1.75]);
        made.EnergyKwh.ShouldBe(3.5);
        Made.Counted(at => at.Minute < 30 ? 2 : 9, minutes: 30).Event("gb-10-of-10", minutes: 30).ReductionKw.ShouldBe([3.5, 0, 3.5, 0]);
    }

    [Fact]
    public void three_and_two_is_the_mean_of_five_hours_with_an_hour_left_out_on_each_side()
    {
        // 10, 11, 12 and 17, 18 o'clock: (1 + 2 + 3 + 5 + 9) ÷ 5.
        double[] hours = [.. Enumerable.Repeat(70.0, 24)];
        (hours[10], hours[11], hours[12], hours[17], hours[18]) = (1, 2, 3, 5, 9);
        var made = Made.Counted(at => hours[at.Hour]).Event("same-day-3+2");

        made.BaselineKw.ShouldBe([4, 4]);
        made.Adjustment.ShouldBe(AdjustmentMade.None);
        made.Days.ShouldBeEmpty();
    }

    [Fact]
    public void before_the_event_is_the_mean_of_its_half_hour_or_of_as_long_as_is_asked()
    {
        var site = Made.Counted(
            at =>
                at.Hour == 13 ? at.Minute / 15
                : at.Hour == 16 ? 10
                : 7,
            minutes: 15
        );

        site.Event("pre-event-mean").BaselineKw.ShouldBe([2.5, 2.5]);
        site.Event("pre-event-mean", set: "beginsMinutes=-60").BaselineKw.ShouldBe([1.5, 1.5]);
        var both = """sameDay=[{"from":"start","beginsMinutes":-30,"endsMinutes":0},{"from":"end","beginsMinutes":0,"endsMinutes":30}]""";
        site.Event("pre-event-mean", set: both).BaselineKw.ShouldBe([6.25, 6.25]);
    }
}
