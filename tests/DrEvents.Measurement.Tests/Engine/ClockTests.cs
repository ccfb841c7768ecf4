using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>Days of 23 and 25 hours, leap days, midnight: figures go by the clock on the wall. In New York it is moved on 8 March and 1 November 2026.</summary>
public sealed class ClockTests
{
    private static readonly string[] Plain = ["adjustment.kind=none", "exclude=[\"eventDays\"]"];

    [Fact]
    public void an_hour_that_the_clock_skips_discards_the_day_and_says_so()
    {
        var sunday = new DateOnly(2026, 3, 15);
        var made = Of(sunday, new(1, 0), new(4, 0), at => 1, "gb-10-of-10");

        made.ReasonOf(new(2026, 3, 8)).ShouldBe(DiscardReasons.Skipped);
        made.Used().ShouldBe([new(2026, 3, 14), new(2026, 3, 7), new(2026, 3, 1), new(2026, 2, 28)]);
    }

    [Fact]
    public void a_day_of_23_hours_is_complete_without_the_hour_that_it_has_not()
    {
        var made = Of(new(2026, 3, 15), new(14, 0), new(16, 0), at => 1, "gb-10-of-10");

        made.Used().ShouldContain(new DateOnly(2026, 3, 8));
    }

    [Fact]
    public void an_event_over_the_hour_that_comes_twice_has_it_twice()
    {
        // Midnight to four by the clock are five hours. Hours of like days use their number.
        var made = Of(new(2026, 11, 1), new(0, 0), new(4, 0), at => at.Hour, "gb-10-of-10");

        made.BaselineKw.ShouldBe([0, 1, 1, 2, 3]);
        made.EnergyKwh.ShouldBe(0);
    }

    [Fact]
    public void of_an_hour_that_came_twice_on_a_like_day_the_mean_counts()
    {
        var first = true;
        double Load(LocalDateTime at)
        {
            if (at.Date != new LocalDate(2026, 11, 1) || at.Hour != 1)
                return 2;
            (var kw, first) = (first ? 4 : 8, false);
            return kw;
        }

        var made = Of(new(2026, 11, 7), new(1, 0), new(2, 0), Load, "gb-10-of-10");

        // Four weekend days: 2, 2, 2 and (4 + 8) ÷ 2.
        made.Used().ShouldContain(new DateOnly(2026, 11, 1));
        made.BaselineKw.ShouldBe([3]);
    }

    [Fact]
    public void the_energy_of_a_day_of_25_hours_has_all_of_them()
    {
        var days = SiteDays.Of(Made.Meter(new(2026, 10, 31), new(2026, 11, 2), _ => 2), Made.NewYork);

        days.EnergyKwh(new DateOnly(2026, 10, 31).DayNumber).ShouldBe(48);
        days.EnergyKwh(new DateOnly(2026, 11, 1).DayNumber).ShouldBe(50);
        SiteDays
            .Of(Made.Meter(new(2026, 3, 8), new(2026, 3, 9), _ => 2), Made.NewYork)
            .EnergyKwh(new DateOnly(2026, 3, 8).DayNumber)
            .ShouldBe(46);
    }

    [Fact]
    public void a_leap_day_is_a_day_like_others()
    {
        var made = Of(new(2028, 3, 1), new(14, 0), new(16, 0), at => at.Date.Day == 29 ? 12 : 1, "gb-10-of-10");

        made.Used()[0].ShouldBe(new DateOnly(2028, 2, 29));
        made.BaselineKw.ShouldBe([2.1, 2.1]);
    }

    [Fact]
    public void an_event_past_midnight_takes_the_next_day_of_like_days_too()
    {
        // Before midnight 1, after it 5, on every day.
        var day = Made.Wednesday;
        var site = new MeteredSite(Made.NewYork, Made.Meter(day.AddDays(-70), day.AddDays(1), at => at.Hour < 12 ? 5 : 1));
        var made = Baseline.Of(site, Made.At(day, new(23, 0)), Made.At(day.AddDays(1), new(1, 0)), Made.Profile("gb-10-of-10"), 60);

        made.BaselineKw.ShouldBe([1, 5]);
    }

    [Fact]
    public void an_event_at_any_minute_takes_parts_of_the_meters_intervals()
    {
        // 14:20 to 15:10 of hours that use their number: 40 minutes of 14 and 10 of 15.
        var site = Made.Counted(at => at.Hour);
        var made = Baseline.Of(
            site,
            Made.At(Made.Wednesday, new(14, 20)),
            Made.At(Made.Wednesday, new(15, 10)),
            Made.Profile("gb-10-of-10"),
            60
        );

        made.ActualKw[0]!.Value.ShouldBe((40 * 14 + 10 * 15) / 50.0, 1e-12);
        made.EnergyKwh!.Value.ShouldBe(0);
    }

    [Fact]
    public void a_day_whose_midnight_is_skipped_begins_at_one()
    {
        var beirut = DateTimeZoneProviders.Tzdb["Asia/Beirut"];
        // On Sunday 29 March 2026 the clock goes from 0:00 to 1:00.
        var days = SiteDays.Of(Made.Meter(new(2026, 3, 28), new(2026, 3, 30), at => at.Hour, zone: beirut), beirut);

        days.IsSkipped(new DateOnly(2026, 3, 29).DayNumber, 0).ShouldBeTrue();
        days.Kw(new DateOnly(2026, 3, 29).DayNumber, 1).ShouldBe(1);
        days.IsComplete(new DateOnly(2026, 3, 29).DayNumber).ShouldBeTrue();
    }

    private static BaselineResult Of(DateOnly day, LocalTime from, LocalTime to, Func<LocalDateTime, double> load, string profile)
    {
        var site = new MeteredSite(Made.NewYork, Made.Meter(day.AddDays(-80), day.AddDays(1), load));
        return Baseline.Of(site, Made.At(day, from), Made.At(day, to), Made.Profile(profile, Plain), 60).Rounded();
    }
}
