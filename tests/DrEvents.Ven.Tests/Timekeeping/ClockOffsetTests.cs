using DrEvents.Ven.Timekeeping;

namespace DrEvents.Ven.Tests.Timekeeping;

public sealed class ClockOffsetTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ClockOffset _offset = new();

    [Fact]
    public void nothing_is_known_before_a_message() => _offset.Estimate(Noon).ShouldBeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(1.9)]
    public void what_a_message_needs_is_no_offset(double delayS)
    {
        _offset.SeeCommand(Noon, Noon.AddSeconds(delayS));
        _offset.Estimate(Noon).ShouldBe(0);
    }

    [Fact]
    public void a_command_of_the_future_proves_that_the_clock_is_behind()
    {
        _offset.SeeCommand(Noon.AddSeconds(60), Noon);
        _offset.Estimate(Noon).ShouldBe(-60);
    }

    [Fact]
    public void one_command_that_waited_at_the_broker_proves_nothing()
    {
        _offset.SeeCommand(Noon.AddMinutes(-50), Noon);
        _offset.Estimate(Noon).ShouldBeNull();
        _offset.SeeCommand(Noon, Noon.AddSeconds(0.4));
        _offset.Estimate(Noon).ShouldBe(0, "the quickest message is the nearest to the truth");
    }

    [Fact]
    public void commands_that_agree_show_that_the_clock_is_ahead()
    {
        foreach (var delayS in new[] { 12.4, 10.3, 11.7 })
            _offset.SeeCommand(Noon, Noon.AddSeconds(delayS));
        _offset.Estimate(Noon).ShouldBe(10);
    }

    [Fact]
    public void an_answer_bounds_the_offset_from_both_sides()
    {
        _offset.SeeAnswer(askedAt: Noon.AddSeconds(90), answeredAt: Noon, now: Noon.AddSeconds(90.2));
        _offset.Estimate(Noon).ShouldNotBeNull().ShouldBe(90, 1);
    }

    [Fact]
    public void an_answer_that_was_long_on_its_way_does_not_make_the_clock_wrong()
    {
        _offset.SeeAnswer(askedAt: Noon, answeredAt: Noon.AddSeconds(1), now: Noon.AddSeconds(20));
        _offset.Estimate(Noon).ShouldBe(0);
    }

    [Fact]
    public void what_is_older_than_an_hour_does_not_count()
    {
        _offset.SeeCommand(Noon.AddSeconds(60), Noon);
        _offset.Estimate(Noon.AddMinutes(61)).ShouldBeNull();
    }
}
