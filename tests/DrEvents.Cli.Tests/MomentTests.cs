using DrEvents.Cli.Arguments;

namespace DrEvents.Cli.Tests;

public class MomentTests
{
    // Summer time from 29 March 02:00 to 25 October 03:00, as in central Europe in 2026.
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone(
        "test",
        TimeSpan.FromHours(1),
        "test",
        "winter",
        "summer",
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                new DateTime(2026, 1, 1),
                new DateTime(2026, 12, 31),
                TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 29),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 25)
            ),
        ]
    );

    [Theory]
    [InlineData("12:00", "2026-07-14T09:00:00Z", "2026-07-14T10:00:00Z")]
    [InlineData("12:00", "2026-07-14T10:00:00Z", "2026-07-14T10:00:00Z")]
    [InlineData("12:00", "2026-07-14T10:00:01Z", "2026-07-15T10:00:00Z")]
    [InlineData("12:00", "2026-01-14T10:00:00Z", "2026-01-14T11:00:00Z")]
    // The local day is the one that counts: 23:30 UTC is 01:30 of the next day.
    [InlineData("02:00", "2026-07-14T23:30:00Z", "2026-07-15T00:00:00Z")]
    // 02:30 comes twice, the first is meant.
    [InlineData("02:30", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z")]
    // 02:30 does not come.
    [InlineData("02:30", "2026-03-29T00:00:00Z", null)]
    public void a_local_time_is_the_next_one_that_the_clock_shows(string text, string notBefore, string? expected)
    {
        var from = Time(notBefore);

        Moment.Read(text)!.Value.Resolve(from, from, Zone).ShouldBe(expected is null ? null : Time(expected));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("2d", 172_800)]
    [InlineData("1d2h3m4s", 93_784)]
    public void spans_are_read_and_written(string text, int seconds)
    {
        var span = Duration.Read(text);

        span.ShouldBe(TimeSpan.FromSeconds(seconds));
        Duration.Read(Duration.Written(span!.Value)).ShouldBe(span);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
