using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Tests.Readings;

public sealed class ProvisionalTests
{
    private static readonly ResultHours Event = Hours("the event", 3600, 7200);
    private static readonly ResultHours Window = Hours("the adjustment's window", 0, 1800);

    [Fact]
    public void a_result_on_right_readings_is_final() => Provisional.Reasons(All(), [Event, Window]).ShouldBeEmpty();

    [Theory]
    [InlineData(
        14,
        ReadingFlags.Spike | ReadingFlags.Frozen,
        "the event rests on odd readings (frozen, spike) in 1 of its five minutes, the first at 2026-07-15T13:10:00Z"
    )]
    [InlineData(
        2,
        ReadingFlags.Contradicted | ReadingFlags.Duplicate,
        "the adjustment's window rests on odd readings (two values of one time) in 1 of its five minutes, the first at 2026-07-15T12:10:00Z"
    )]
    public void one_odd_interval_within_its_hours_makes_it_provisional(int place, ReadingFlags flags, string reason)
    {
        var intervals = All(place, flags);

        Provisional.Reasons(intervals, [Event, Window]).ShouldBe([reason]);
        Provisional.Doubtful(intervals, [Event, Window]).ShouldBe([intervals[place]]);
    }

    [Theory]
    [InlineData(8, ReadingFlags.Spike)]
    // Delivered twice, or in no figure.
    [InlineData(14, ReadingFlags.Duplicate)]
    [InlineData(14, ReadingFlags.Implausible)]
    public void what_it_does_not_rest_on_makes_nothing_provisional(int place, ReadingFlags flags)
    {
        Provisional.Reasons(All(place, flags), [Event, Window]).ShouldBeEmpty();
        Provisional.Doubtful(All(place, flags), [Event, Window]).ShouldBeEmpty();
    }

    private static ResultHours Hours(string name, int from, int to) =>
        new(name, Instant.FromDateTimeOffset(Row.At(from)), Instant.FromDateTimeOffset(Row.At(to)));

    private static FlaggedInterval[] All(int place = 0, ReadingFlags flags = ReadingFlags.None) =>
        [
            .. Enumerable
                .Range(0, 24)
                .Select(i => new FlaggedInterval(Row.At(300 * i).ToUnixTimeSeconds() / 60, i == place ? flags : ReadingFlags.None)),
        ];
}
