using DrEvents.Measurement.BackTests;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>A day is no like day where the hours that it gives run into an event, also past midnight.</summary>
public sealed class EventHoursTests
{
    private static readonly DateOnly Day = Made.Wednesday;
    private static readonly LocalTime Ten = new(22, 0);

    [Fact]
    public void a_day_whose_hours_run_over_midnight_into_a_day_with_an_event_is_discarded()
    {
        var eventDay = Day.AddDays(-1);
        // The event of that day is from midnight to two, and uses nothing.
        var made = Of(at => at.Date.ToDateOnly() == eventDay && at.Hour < 2 ? 0 : 8, new(2, 0), "gb-10-of-10", eventDay);

        made.ReasonOf(eventDay).ShouldBe(DiscardReasons.Event);
        made.ReasonOf(eventDay.AddDays(-1)).ShouldBe(DiscardReasons.ReachesEvent);
        made.BaselineKw.ShouldBe([8, 8, 8, 8]);
    }

    [Fact]
    public void so_is_one_whose_hours_of_the_adjustment_do()
    {
        var eventDay = Day.AddDays(-1);
        // 20 to 22 o'clock; its adjustment is from midnight to two on the next day as well.
        var made = Baseline.Of(
            Site(at => at.Date.ToDateOnly() == eventDay && at.Hour < 2 ? 0 : 8, eventDay),
            Made.At(Day, new(20, 0)),
            Made.At(Day, Ten),
            Made.Profile("caiso-residential-5-in-10"),
            60
        );

        made.ReasonOf(eventDay.AddDays(-1)).ShouldBe(DiscardReasons.ReachesEvent);
        made.Adjustment.Raw.ShouldBe(1);
    }

    [Fact]
    public void the_day_before_a_long_event_is_discarded_where_its_hours_reach_into_that_event()
    {
        // From ten in the evening to eleven in the evening of the next day: the day before would give an hour of the event.
        var made = Of(at => at.Date.ToDateOnly() == Day && at.Hour >= 22 ? 0 : 8, new(23, 0), "gb-10-of-10");

        made.ReasonOf(Day.AddDays(-1)).ShouldBe(DiscardReasons.ReachesOwnEvent);
        made.BaselineKw.ShouldAllBe(kw => kw == 8);
    }

    [Fact]
    public void the_day_before_an_event_over_midnight_is_used_where_its_hours_end_before_it()
    {
        var made = Of(at => 8, new(2, 0), "gb-10-of-10");

        made.ReasonOf(Day.AddDays(-1)).ShouldBeNull();
        made.Used()[0].ShouldBe(Day.AddDays(-1));
    }

    [Fact]
    public void a_day_that_fills_a_shortage_is_never_one_with_hours_of_the_event_itself()
    {
        // A few days only, so that days with an event fill up.
        var site = new MeteredSite(Made.NewYork, Made.Meter(Day.AddDays(-7), Day.AddDays(1), _ => 8));
        var made = Baseline.Of(site, Made.At(Day, Ten), Made.At(Day.AddDays(1), new(23, 0)), Made.Profile("caiso-10-in-10"), 60);

        made.ReasonOf(Day.AddDays(-1)).ShouldBe(DiscardReasons.ReachesOwnEvent);
    }

    [Fact]
    public void a_placebo_over_midnight_is_none_where_it_runs_into_a_day_with_an_event()
    {
        PlaceboTest Test(params DateOnly[] events) =>
            PlaceboTest.Of(Site(_ => 8, events), Ten, new(2, 0), [ShippedProfiles.Get("gb-10-of-10")], 60);

        // The day itself, and the evening before it.
        Test(Day.AddDays(-4)).PlaceboDays.ShouldBe(Test().PlaceboDays - 2);
    }

    private static BaselineResult Of(Func<LocalDateTime, double> kw, LocalTime endNextDay, string profile, params DateOnly[] events) =>
        Baseline.Of(Site(kw, events), Made.At(Day, Ten), Made.At(Day.AddDays(1), endNextDay), Made.Profile(profile), 60).Rounded();

    private static MeteredSite Site(Func<LocalDateTime, double> kw, params DateOnly[] events) =>
        new(Made.NewYork, Made.Meter(Day.AddDays(-70), Day.AddDays(1), kw), events.ToHashSet());
}
