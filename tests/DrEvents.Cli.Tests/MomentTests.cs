using DrEvents.Cli.Arguments;
using DrEvents.Cli.Tests.Surroundings;

namespace DrEvents.Cli.Tests;

public class MomentTests
{
    [Theory]
    [InlineData("12:00", "2026-07-14T09:00:00Z", "2026-07-14T10:00:00Z")]
    [InlineData("12:00", "2026-07-14T10:00:00Z", "2026-07-14T10:00:00Z")]
    [InlineData("12:00", "2026-07-14T10:00:01Z", "2026-07-15T10:00:00Z")]
    [InlineData("12:00", "2026-01-14T10:00:00Z", "2026-01-14T11:00:00Z")]
    // The local day is the one that counts: 23:30 UTC is 01:30 of the next day.
    [InlineData("02:00", "2026-07-14T23:30:00Z", "2026-07-15T00:00:00Z")]
    // 02:30 comes twice: the next one is meant, also between the two.
    [InlineData("02:30", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("02:30", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("02:30", "2026-10-25T00:30:01Z", "2026-10-25T01:30:00Z")]
    [InlineData("02:30", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("02:30", "2026-10-25T01:30:01Z", "2026-10-26T01:30:00Z")]
    // 02:30 does not come, for whoever asks before it would have; afterwards that of the next day is the next.
    [InlineData("02:30", "2026-03-28T12:00:00Z", null)]
    [InlineData("02:30", "2026-03-29T00:00:00Z", null)]
    [InlineData("02:30", "2026-03-29T10:00:00Z", "2026-03-30T00:30:00Z")]
    public void a_local_time_is_the_next_one_that_the_clock_shows(string text, string notBefore, string? expected)
    {
        var from = Time(notBefore);

        Moment.Read(text)!.Value.Resolve(from, from, SummerTime.Usual).ShouldBe(expected is null ? null : Time(expected));
    }

    [Theory]
    // 23:00 to 24:00 comes twice then, and belongs to the day before.
    [InlineData("23:30", "2026-10-24T21:00:00Z", "2026-10-24T21:30:00Z")]
    [InlineData("23:30", "2026-10-24T21:50:00Z", "2026-10-24T22:30:00Z")]
    [InlineData("23:30", "2026-10-24T22:10:00Z", "2026-10-24T22:30:00Z")]
    [InlineData("00:10", "2026-10-24T22:10:00Z", "2026-10-24T23:10:00Z")]
    public void clocks_may_be_set_back_at_midnight(string text, string notBefore, string expected)
    {
        var zone = SummerTime.Until(new DateTime(2026, 10, 25));
        var from = Time(notBefore);

        Moment.Read(text)!.Value.Resolve(from, from, zone).ShouldBe(Time(expected));
    }

    [Theory]
    [InlineData("2026-07-14T10:00:00Z", "2026-07-14T10:00:00Z")]
    [InlineData("2026-07-14t10:00:00.5+02:00", "2026-07-14T08:00:00.5Z")]
    [InlineData("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z")]
    [InlineData("2026-07-14T10:00+02:00", "2026-07-14T08:00:00Z")]
    public void a_time_with_its_offset_is_that_time(string text, string expected) =>
        Moment.Read(text)!.Value.Resolve(Time(expected).AddDays(1), Time(expected).AddDays(1), SummerTime.Usual).ShouldBe(Time(expected));

    [Theory]
    [InlineData("2026-07-14T10:00:00", true)]
    [InlineData("2026-07-14T10:00", true)]
    [InlineData("2026-07-14 10:00:00.123", true)]
    [InlineData("2026-07-14", true)]
    [InlineData("2026-02-30T10:00:00Z", false)]
    [InlineData("tomorrow", false)]
    public void a_time_without_an_offset_is_none_and_that_is_said(string text, bool isSaid)
    {
        Moment.Read(text).ShouldBeNull();
        (Moment.Problem(text) is not null).ShouldBe(isSaid);
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
