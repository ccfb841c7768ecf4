using DrEvents.Measurement.Meters;

namespace DrEvents.Measurement.Tests.Results;

public sealed class MeterGridTests
{
    [Fact]
    public void values_of_the_grids_own_length_are_as_they_are() =>
        MeterGrid
            .On([new(0, 15, 0.1), new(15, 15, 0.7), new(45, 15, 0.3)], 15, anchor: 0)
            .ShouldBe([new(0, 0.1), new(15, 0.7), new(45, 0.3)]);

    [Fact]
    public void shorter_ones_are_their_mean_where_all_of_them_are_known() =>
        MeterGrid
            .On([new(0, 5, 1), new(5, 5, 2), new(10, 5, 6), new(15, 5, 9), new(25, 5, 9), new(30, 10, 3), new(40, 5, 6)], 15, anchor: 0)
            .ShouldBe([new(0, 3), new(30, 4)]);

    [Fact]
    public void within_a_longer_one_the_power_is_even() =>
        MeterGrid.On([new(0, 30, 0.1), new(30, 15, 2)], 15, anchor: 0).ShouldBe([new(0, 0.1), new(15, 0.1), new(30, 2)]);

    [Theory]
    [InlineData(7)]
    [InlineData(-8)]
    [InlineData(22)]
    public void intervals_begin_with_the_anchor(long anchor) =>
        MeterGrid.On([new(0, 15, 1), new(15, 15, 2), new(30, 15, 4)], 15, anchor).Select(r => r.Minute).ShouldBe([7, 22]);

    [Fact]
    public void of_nothing_there_is_nothing() => MeterGrid.On([], 15, anchor: 0).ShouldBeEmpty();
}
