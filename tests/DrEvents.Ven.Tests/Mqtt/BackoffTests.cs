using DrEvents.Ven.Mqtt;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Mqtt;

public sealed class BackoffTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(11);

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 0.999, 2)]
    [InlineData(3, 0.999, 8)]
    [InlineData(1000, 0, 1)]
    [InlineData(1000, 0.999, 60)]
    public void the_wait_grows_to_a_minute_and_is_spread(int failures, double jitter, double expectedS) =>
        After(failures, TimeSpan.Zero).Wait(false, jitter).TotalSeconds.ShouldBe(expectedS, 0.1);

    [Fact]
    public void a_connection_that_breaks_at_once_is_no_success() => After(4, Brief).Failures.ShouldBe(4);

    [Fact]
    public void a_connection_that_held_makes_the_wait_short_again() => After(4, TimeSpan.Zero).Next(Long, false).Failures.ShouldBe(1);

    [Theory]
    [InlineData(1, 15, 30)]
    [InlineData(2, 30, 60)]
    [InlineData(100, 450, 900)]
    public void who_is_pushed_off_by_a_client_of_the_same_id_waits_long(int times, double leastS, double mostS)
    {
        var backoff = new Backoff();
        for (var i = 0; i < times; i++)
            backoff = backoff.Next(Brief, isTakenOver: true);
        backoff.Wait(true, 0).TotalSeconds.ShouldBe(leastS);
        backoff.Wait(true, 0.999).TotalSeconds.ShouldBe(mostS, 1);
    }

    [Fact]
    public void a_long_connection_shows_that_the_other_client_is_gone() =>
        new Backoff().Next(Brief, true).Next(Brief, true).Next(Long, false).Takeovers.ShouldBe(0);

    [Fact]
    public void no_second_sees_more_than_a_hundred_messages()
    {
        var clock = new FakeTimeProvider();
        var pace = new PublishPace(clock);
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 500; i++)
        {
            clock.Advance(pace.Take());
            sent.Add(clock.GetUtcNow());
        }
        sent.Max(from => sent.Count(at => at >= from && at < from.AddSeconds(1))).ShouldBeInRange(50, 100);
        (sent[^1] - sent[0]).TotalSeconds.ShouldBe(9, 0.1, "fifty at once, then fifty a second");
    }

    private static Backoff After(int failures, TimeSpan lasted)
    {
        var backoff = new Backoff();
        for (var i = 0; i < failures; i++)
            backoff = backoff.Next(lasted, isTakenOver: false);
        return backoff;
    }
}
