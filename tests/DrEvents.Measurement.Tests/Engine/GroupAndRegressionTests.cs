using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>Profiles that rest on others or on the weather.</summary>
public sealed class GroupAndRegressionTests
{
    private static readonly DateOnly Day = Made.Wednesday;
    private static readonly DateOnly First = Day.AddDays(-70);

    [Fact]
    public void a_control_group_is_scaled_to_the_site_over_the_like_days()
    {
        // The site uses 6, two others 1 and 3: a ratio of 3. On the event's day the others use 1.5 and 3.5 at two, 2 and 4 at three.
        var site = Grouped(at => 6, at => At(at, 1, 1.5, 2), at => At(at, 3, 3.5, 4));

        site.Event("control-group").BaselineKw.ShouldBe([7.5, 9]);
    }

    [Fact]
    public void or_moved_by_the_difference()
    {
        var site = Grouped(at => 6, at => At(at, 1, 1.5, 2), at => At(at, 3, 3.5, 4));

        site.Event("control-group", set: "scale=difference").BaselineKw.ShouldBe([6.5, 7]);
        site.Event("control-group", set: "scale=none").BaselineKw.ShouldBe([2.5, 3]);
    }

    [Fact]
    public void a_group_that_uses_nothing_on_the_like_days_cannot_be_scaled()
    {
        var site = Grouped(at => 6, at => At(at, 2, 5, 5), at => At(at, -2, 5, 5));

        var made = site.Event("control-group");
        made.Problem.ShouldBe("control-group cannot be scaled: the mean of the control group is 0 in these hours of the like days");
        made.BaselineKw.ShouldBeEmpty();
        site.Event("control-group", set: "scale=difference").BaselineKw.ShouldBe([11, 11]);
    }

    [Fact]
    public void one_of_the_group_that_is_missing_is_no_smaller_group()
    {
        var site = Grouped(at => 6, at => 1, at => at.Date.ToDateOnly() == Day && at.Hour == 15 ? double.NaN : 3);

        site.Event("control-group").Problem.ShouldNotBeNull().ShouldContain("says nothing of some of the event's hours");
    }

    [Fact]
    public void a_regression_finds_the_line_that_a_load_was_made_of()
    {
        var site = Weathered(Heat, at => Truth(at, Heat(at)));

        var made = site.Event("towt");

        made.Problem.ShouldBeNull();
        var truth = new[] { 14, 15 }.Select(h => Truth(At(h), Heat(At(h)))).ToArray();
        for (var i = 0; i < 2; i++)
            made.BaselineKw[i].ShouldBe(truth[i], 1e-6);
        made.ReductionKw.ShouldAllBe(kw => Math.Abs(kw!.Value - 3) < 1e-6);
    }

    [Fact]
    public void a_day_with_an_event_is_not_learned_from()
    {
        var spoilt = Day.AddDays(-7);
        double Spoilt(LocalDateTime at) => at.Date.ToDateOnly() == spoilt ? 500 : Truth(at, Heat(at));

        Weathered(Heat, Spoilt, spoilt).Event("towt").BaselineKw[0].ShouldBe(Truth(At(14), Heat(At(14))), 1e-6);
        Weathered(Heat, Spoilt).Event("towt").BaselineKw[0].ShouldBeGreaterThan(Truth(At(14), Heat(At(14))) + 1);
    }

    [Fact]
    public void without_the_days_temperature_there_is_no_regression() =>
        Weathered(at => at.Date.ToDateOnly() == Day ? double.NaN : Heat(at), at => 1)
            .Event("towt")
            .Problem!.ShouldContain("needs the outdoor temperature");

    [Fact]
    public void outer_knots_with_too_few_values_beyond_them_go_and_one_stays()
    {
        double[] mild = [.. Enumerable.Range(0, 100).Select(i => 56 + i % 8.0)];

        TemperatureLine.Of([40, 55, 65, 80, 90], mild, 20).KnotsF.ShouldBe([55.0]);
        TemperatureLine
            .Of([40, 55, 65, 80, 90], [.. mild, .. Enumerable.Repeat(66.0, 20), .. Enumerable.Repeat(50.0, 20)], 20)
            .KnotsF.ShouldBe([55.0, 65]);
    }

    private static LocalDateTime At(int hour) => LocalDate.FromDateOnly(Day) + new LocalTime(hour, 0);

    private static double At(LocalDateTime at, double before, double two, double three) =>
        at.Date.ToDateOnly() != Day ? before
        : at.Hour == 14 ? two
        : at.Hour == 15 ? three
        : before;

    private static MeteredSite Grouped(Func<LocalDateTime, double> own, params Func<LocalDateTime, double>[] others) =>
        new(Made.NewYork, Made.Meter(First, Day, own), control: [.. others.Select(o => Made.Meter(First, Day, o))]);

    /// <summary>Warm days and cool ones, of which no two hours are in step.</summary>
    private static double Heat(LocalDateTime at) =>
        62 + 22 * Math.Sin(at.Hour / 24.0 * 2 * Math.PI - 2) + 8 * Math.Sin(at.Date.DayOfYear * 1.7);

    /// <summary>Office hours of weekdays use more, and more with heat above 65 °F; nights do not mind the weather.</summary>
    private static double Truth(LocalDateTime at, double heat)
    {
        var isOpen = !Made.IsWeekend(at.Date.ToDateOnly()) && at.Hour is >= 8 and < 19;
        return isOpen ? 40 + at.Hour + 0.5 * Math.Max(0, Math.Min(heat, 80) - 65) + 0.8 * Math.Max(0, heat - 80) : 5;
    }

    private static MeteredSite Weathered(Func<LocalDateTime, double> heat, Func<LocalDateTime, double> load, params DateOnly[] events) =>
        new(
            Made.NewYork,
            Made.Meter(First, Day, at => load(at) - (at.Date.ToDateOnly() == Day && at.Hour is 14 or 15 ? 3 : 0)),
            events.ToHashSet(),
            temperatures: Temperatures.Of(Made.Readings(First, Day, heat), Made.NewYork)
        );
}
