using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>The places of the slider over what was known.</summary>
public sealed class KnownTimesTests
{
    private static readonly DateTimeOffset Ended = new(2026, 3, 3, 17, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset[] Issued = [Ended.AddMinutes(10).AddMilliseconds(3), Ended.AddHours(5), Ended.AddDays(7)];
    private static readonly KnownTimes Times = new(Ended, Issued, Ended.AddDays(400));

    [Fact]
    public void each_result_has_a_place_of_its_own_and_the_spans_between_them_are_of_one_length()
    {
        Times.Last.ShouldBe(4 * KnownTimes.Span);
        Times.At(0).ShouldBe(Ended);
        Times.At(KnownTimes.Span).ShouldBe(Ended.AddMinutes(10).AddSeconds(1), "a whole second at which it is known");
        Times.At(2 * KnownTimes.Span).ShouldBe(Issued[1]);
        Times.At(3 * KnownTimes.Span).ShouldBe(Issued[2]);
        Times.At(Times.Last).ShouldBe(Ended.AddDays(400));
        Times.At(Times.Last + 9).ShouldBe(Times.At(Times.Last));
    }

    [Fact]
    public void a_time_is_at_the_last_place_that_is_not_after_it_and_places_only_rise()
    {
        for (var place = 0; place <= Times.Last; place++)
        {
            Times.PlaceOf(Times.At(place)).ShouldBe(place);
            if (place > 0)
                Times.At(place).ShouldBeGreaterThan(Times.At(place - 1));
        }
        Times.PlaceOf(Ended.AddDays(-1)).ShouldBe(0);
        Times.PlaceOf(Ended.AddDays(999)).ShouldBe(Times.Last);
    }

    [Fact]
    public void a_clock_that_is_behind_makes_no_time_that_goes_back()
    {
        var times = new KnownTimes(Ended, [Ended.AddSeconds(-5), Ended.AddSeconds(3)], Ended.AddSeconds(1));

        for (var place = 1; place <= times.Last; place++)
            times.At(place).ShouldBeGreaterThanOrEqualTo(times.At(place - 1));
    }

    [Theory]
    [InlineData("2026-03-03T17:00:00Z", "2026-03-03T17:00:00Z")]
    [InlineData("2026-03-03T18:00:00+01:00", "2026-03-03T17:00:00Z")]
    [InlineData("2026-03-03 17:00", "2026-03-03T17:00:00Z")]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    public void an_address_says_a_time_in_utc(string text, string? time) =>
        (KnownTimes.Read(text) is { } at ? KnownTimes.Text(at) : null).ShouldBe(time);
}
