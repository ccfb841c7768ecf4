using DrEvents.Measurement.Delivery;

namespace DrEvents.Measurement.Tests.Delivery;

public sealed class CapacityDerateTests
{
    [Fact]
    public void it_is_the_mean_over_the_newest_five()
    {
        // 0.5, 1, 0, 1.5 (of 3) and 0.75, then one that is too old.
        PastDelivery[] past = [new(4, 2), new(4, 4), new(4, -1), new(4, 12), new(4, 3), new(4, 0)];

        CapacityDerate.Of(past).ShouldBe(new CapacityDerate(0.75, 5));
        CapacityDerate.Of(past, most: 2).ShouldBe(new CapacityDerate(0.75, 2));
        CapacityDerate.Of(past, most: 3).ShouldBe(new CapacityDerate(0.5, 3));
    }

    [Fact]
    public void more_than_was_asked_for_is_no_capacity() => CapacityDerate.Of([new(4, 5)]).ShouldBe(new CapacityDerate(1, 1));

    [Fact]
    public void events_in_which_nothing_was_asked_for_do_not_count()
    {
        CapacityDerate.Of([new(0, 5), new(4, 2)]).ShouldBe(new CapacityDerate(0.5, 1));
        CapacityDerate.Of([new(0, 5)]).ShouldBe(new CapacityDerate(null, 0));
    }
}
