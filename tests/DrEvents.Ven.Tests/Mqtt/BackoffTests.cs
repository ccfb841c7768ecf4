using DrEvents.Ven.Mqtt;

namespace DrEvents.Ven.Tests.Mqtt;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 0, 0.5)]
    [InlineData(1, 0.999, 1)]
    [InlineData(3, 0.999, 4)]
    [InlineData(1000, 0, 0.5)]
    [InlineData(1000, 0.999, 30)]
    public void the_wait_grows_to_half_a_minute_and_is_spread(int failures, double jitter, double expectedS) =>
        Backoff.After(failures, jitter).TotalSeconds.ShouldBe(expectedS, 0.05);
}
