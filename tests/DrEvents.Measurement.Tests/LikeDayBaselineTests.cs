using DrEvents.Measurement.Baselines;
using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Measurement.Tests;

/// <summary>Like days as the baseline of a running event. Days here have two quarters of the hours before, half an hour before the start, and two after it.</summary>
public sealed class LikeDayBaselineTests
{
    private const int EventQuarters = 2;

    [Fact]
    public void days_that_are_all_alike_are_the_baseline_without_error()
    {
        var made = Of([Day(1, 1, 2, 5, 6), Day(2, 1, 2, 5, 6), Day(3, 1, 2, 5, 6)], hours: 1, halfHour: 2)!;

        made.Kw.ShouldBe([5, 6]);
        made.ErrorKw.ShouldBe(0);
        // 5 − 2 and 6 − 2.
        made.BeforeErrorKw.ShouldBe(Math.Sqrt((9 + 16) / 2.0), 1e-12);
    }

    [Fact]
    public void two_days_are_too_few() => Of([Day(1, 1, 2, 5, 6), Day(2, 1, 2, 5, 6)], hours: 1, halfHour: 2).ShouldBeNull();

    [Fact]
    public void a_level_that_lasts_all_day_moves_the_days_by_the_hours_before()
    {
        // On each day all is higher by the day's number; the half hour before is chance.
        var made = Of([Day(1, 1, 9, 6, 6), Day(2, 2, 3, 7, 7), Day(3, 3, 7, 8, 8), Day(4, 4, 1, 9, 9)], hours: 7, halfHour: 2)!;

        (made.MovedBy, made.ErrorKw).ShouldBe((LikeDayMoves.HoursBefore, 0));
        made.Kw.ShouldBe([12, 12]);
    }

    [Fact]
    public void what_runs_when_the_event_begins_moves_the_days_by_half_of_it()
    {
        // Two kilowatts more in the half hour before are one more in the event; the hours before are chance.
        var made = Of([Day(1, 7, 2, 5, 5), Day(2, 1, 4, 6, 6), Day(3, 9, 6, 7, 7), Day(4, 2, 8, 8, 8)], hours: 3, halfHour: 10)!;

        (made.MovedBy, made.ErrorKw).ShouldBe((LikeDayMoves.HalfHourBefore, 0));
        made.Kw.ShouldBe([9, 9]);
    }

    [Fact]
    public void where_the_hours_before_are_chance_the_days_stay_as_they_are()
    {
        var made = Of([Day(1, 7, 7, 5, 5), Day(2, 1, 1, 5, 5), Day(3, 9, 9, 5, 5)], hours: 100, halfHour: 100)!;

        (made.MovedBy, made.ErrorKw).ShouldBe((LikeDayMoves.NotAtAll, 0));
        made.Kw.ShouldBe([5, 5]);
    }

    [Fact]
    public void the_error_is_what_each_day_missed_by_when_it_was_predicted_from_the_others()
    {
        // Alone against the mean of the other two: 3, 0 and −3 in both quarters.
        var made = Of([Day(1, 0, 0, 3, 3), Day(2, 0, 0, 5, 5), Day(3, 0, 0, 7, 7)], hours: null, halfHour: null)!;

        made.ErrorKw.ShouldBe(Math.Sqrt((9 + 0 + 9) / 3.0), 1e-12);
    }

    [Fact]
    public void errors_are_taken_over_the_event_and_not_over_its_return()
    {
        var made = LikeDayBaseline.Of([Day(1, 0, 0, 5, 1), Day(2, 0, 0, 5, 9), Day(3, 0, 0, 5, 20)], [], null, eventQuarters: 1)!;

        (made.ErrorKw, made.Kw.Count).ShouldBe((0, 2));
    }

    [Fact]
    public void a_class_of_days_that_is_too_small_is_widened_to_all_days()
    {
        LikeDayBaseline
            .OfAllDays.ClassOf(new LocalDate(2026, 11, 28))
            .ShouldBe(LikeDayBaseline.OfAllDays.ClassOf(new LocalDate(2026, 11, 27)));
        LikeDayBaseline
            .Profile.ClassOf(new LocalDate(2026, 11, 28))
            .ShouldNotBe(LikeDayBaseline.Profile.ClassOf(new LocalDate(2026, 11, 27)));
    }

    private static LikeDayBaseline? Of(LikeDay[] days, double? hours, double? halfHour) =>
        LikeDayBaseline.Of(days, [hours, hours], halfHour, EventQuarters);

    private static LikeDay Day(int day, double hoursKw, double halfHourKw, params double[] eventKw) =>
        new(new LocalDate(2026, 11, day), [halfHourKw, halfHourKw, .. eventKw], [hoursKw, hoursKw]);
}
