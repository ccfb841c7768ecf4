using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Results;

namespace DrEvents.Backend.Tests.Results;

public sealed class ResultHoursTests
{
    /// <summary>Seconds from the planned start at 17:00, of an event of an hour; and the minutes that are measured.</summary>
    [Theory]
    [InlineData(0.003, 3600.2, 0, 60)]
    [InlineData(-5, 3600.2, 0, 60)]
    [InlineData(29.9, 1799, 0, 29)]
    [InlineData(30, 1800, 1, 30)]
    [InlineData(0, 60, 0, 1)]
    [InlineData(0, 59.9, null, null)]
    [InlineData(40, 110, null, null)]
    public void they_are_the_part_that_ran_in_whole_minutes(double beganS, double endedS, int? from, int? to)
    {
        var state = Given
            .Scheduled()
            .Then(new EventActivated(null, 0, Given.Start.AddSeconds(beganS)), new EventStopped(null, Given.Start.AddSeconds(endedS)));

        ResultHours
            .Of(state)
            .ShouldBe(from is null ? null : new ResultHours(Given.Start.AddMinutes(from.Value), Given.Start.AddMinutes(to!.Value)));
    }

    [Fact]
    public void one_that_runs_or_never_began_has_none()
    {
        ResultHours.Of(Given.Active()).ShouldBeNull();
        ResultHours.Of(Given.Scheduled().Then(new EventCancelled(null, Given.Start.AddMinutes(-1)))).ShouldBeNull();
        ResultHours.Of(Given.Scheduled().Then(new EventMissed("nobody was there", Given.Start.AddHours(2)))).ShouldBeNull();
        ResultHours.Of(Given.Active().Then(new EventCancelled(null, Given.Start.AddMinutes(7)))).ShouldNotBeNull();
    }
}
