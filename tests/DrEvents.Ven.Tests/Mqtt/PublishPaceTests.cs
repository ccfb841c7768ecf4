using DrEvents.Ven.Mqtt;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Mqtt;

public sealed class PublishPaceTests
{
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

    [Fact]
    public void many_places_at_once_are_as_slow_as_one_after_the_other()
    {
        var clock = new FakeTimeProvider();
        var pace = new PublishPace(clock, burst: 1_000, perSecond: 10_000);
        var begin = clock.GetUtcNow();
        for (var i = 0; i < 620; i++)
            clock.Advance(pace.Take(places: 50));
        (clock.GetUtcNow() - begin).TotalSeconds.ShouldBe(3, 0.01, "a thousand at once, then ten thousand a second");
    }
}
