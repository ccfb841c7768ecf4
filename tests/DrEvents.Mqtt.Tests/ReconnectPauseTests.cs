namespace DrEvents.Mqtt.Tests;

public sealed class ReconnectPauseTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(11);
    private static readonly PauseBounds Bounds = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60))
    {
        AfterTakeover = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15)),
    };

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 0.999, 2)]
    [InlineData(3, 0.999, 8)]
    [InlineData(1000, 0, 1)]
    [InlineData(1000, 0.999, 60)]
    public void the_wait_grows_to_its_longest_and_is_spread(int failures, double jitter, double expectedS) =>
        After(failures, TimeSpan.Zero).Wait(Bounds, false, jitter).TotalSeconds.ShouldBe(expectedS, 0.1);

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
        var pause = new ReconnectPause();
        for (var i = 0; i < times; i++)
            pause = pause.Next(Brief, isTakenOver: true);
        pause.Wait(Bounds, true, 0).TotalSeconds.ShouldBe(leastS);
        pause.Wait(Bounds, true, 0.999).TotalSeconds.ShouldBe(mostS, 1);
        pause.Wait(Bounds with { AfterTakeover = null }, true, 0).TotalSeconds.ShouldBe(1, "only where a takeover is told apart");
    }

    [Fact]
    public void a_long_connection_shows_that_the_other_client_is_gone() =>
        new ReconnectPause().Next(Brief, true).Next(Brief, true).Next(Long, false).Takeovers.ShouldBe(0);

    private static ReconnectPause After(int failures, TimeSpan lasted)
    {
        var pause = new ReconnectPause();
        for (var i = 0; i < failures; i++)
            pause = pause.Next(lasted, isTakenOver: false);
        return pause;
    }
}
