using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Tests.Readings;

public sealed class ProvisionalTests
{
    private static readonly ResultHours Event = new("the event", Row.At(3600), Row.At(7200));
    private static readonly ResultHours Window = new("the adjustment's window", Row.At(0), Row.At(1800));

    [Fact]
    public void a_result_on_measured_intervals_is_final()
    {
        var made = Provisional.Of(All(), [Event, Window]);

        made.IsProvisional.ShouldBeFalse();
        made.Reasons.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        14,
        IntervalQuality.Estimated,
        ReadingFlags.None,
        "the event rests on 1 interval that is estimated (linear), the first at 2026-07-15T13:10:00Z"
    )]
    [InlineData(
        14,
        IntervalQuality.Missing,
        ReadingFlags.None,
        "the event rests on 1 interval that is missing, the first at 2026-07-15T13:10:00Z"
    )]
    [InlineData(
        14,
        IntervalQuality.Measured,
        ReadingFlags.Spike | ReadingFlags.Frozen,
        "the event rests on 1 interval that is of odd readings (frozen, spike), the first at 2026-07-15T13:10:00Z"
    )]
    [InlineData(
        2,
        IntervalQuality.Estimated,
        ReadingFlags.None,
        "the adjustment's window rests on 1 interval that is estimated (linear), the first at 2026-07-15T12:10:00Z"
    )]
    public void one_odd_interval_within_its_hours_makes_it_provisional(
        int place,
        IntervalQuality quality,
        ReadingFlags flags,
        string reason
    )
    {
        var intervals = All();
        intervals[place] = Interval(place, quality, flags);

        Provisional.Of(intervals, [Event, Window]).Reasons.ShouldBe([reason]);
    }

    [Fact]
    public void outside_of_them_it_does_not()
    {
        var intervals = All();
        intervals[8] = Interval(8, IntervalQuality.Missing, ReadingFlags.Spike);

        Provisional.Of(intervals, [Event, Window]).IsProvisional.ShouldBeFalse();
    }

    [Fact]
    public void a_reading_that_was_delivered_twice_does_not()
    {
        var intervals = All();
        intervals[14] = Interval(14, IntervalQuality.Measured, ReadingFlags.Duplicate);

        Provisional.Of(intervals, [Event]).IsProvisional.ShouldBeFalse();
    }

    [Fact]
    public void hours_that_no_interval_speaks_of_do()
    {
        Provisional.Of([.. All().Take(20)], [Event]).Reasons.ShouldBe(["the event has 20 minutes without any interval"]);
    }

    [Fact]
    public void all_reasons_are_said_each_once()
    {
        var intervals = All();
        for (var i = 13; i < 16; i++)
            intervals[i] = Interval(i, IntervalQuality.Estimated, ReadingFlags.ClockJump);

        Provisional
            .Of(intervals, [Event])
            .Reasons.ShouldBe([
                "the event rests on 3 intervals that are estimated (linear), the first at 2026-07-15T13:05:00Z",
                "the event rests on 3 intervals that are of odd readings (clock jump), the first at 2026-07-15T13:05:00Z",
            ]);
    }

    private static MeteredInterval[] All() =>
        [.. Enumerable.Range(0, 24).Select(i => Interval(i, IntervalQuality.Measured, ReadingFlags.None))];

    private static MeteredInterval Interval(int place, IntervalQuality quality, ReadingFlags flags) =>
        new(
            Row.At(300 * place),
            Duration.FromMinutes(5),
            quality == IntervalQuality.Missing ? null : 1,
            quality,
            quality == IntervalQuality.Estimated ? [EstimationRules.Linear] : [],
            flags,
            0
        );
}
