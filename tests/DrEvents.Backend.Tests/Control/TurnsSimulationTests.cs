using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Tests.Control;

/// <summary>Four hours at 40 % of what the fleet has, on simulated homes: with and without homes that may be asked for a part of it only.</summary>
public sealed class TurnsSimulationTests(ITestOutputHelper output)
{
    private const int Homes = 300;
    private const int Hours = 4;
    private const int IntervalS = 300;
    private const double Share = 0.4;
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 17, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1, 5, 0.95)] // nobody is limited
    [InlineData(0, 1, 20, 0.9)]
    [InlineData(120, 1, 5, 0.95)] // all are
    [InlineData(120, 1, 20, 0.9)]
    [InlineData(90, 2, 5, 0.95)] // every second is
    [InlineData(45, 3, 5, 0.95)]
    public void a_long_event_is_held_and_no_home_is_asked_for_longer_than_it_may(
        double minutesMax,
        int everyNth,
        int lateS,
        double worstMin
    )
    {
        var (fleet, intervals, shortfallKw) = Run(minutesMax, everyNth, lateS);

        shortfallKw.ShouldBe(0);
        intervals.Min().ShouldBeGreaterThanOrEqualTo(worstMin);
        intervals.Max().ShouldBeLessThanOrEqualTo(1.1);
        fleet.BeyondLimits.ShouldBe(0);
        ((double)fleet.Commands / Homes / Hours).ShouldBeLessThan(6);
    }

    [Fact]
    public void what_turns_cannot_carry_is_said_at_the_start_and_no_limit_is_broken_for_it()
    {
        var (fleet, intervals, shortfallKw) = Run(minutesMax: 90, everyNth: 1, lateS: 5);

        shortfallKw.ShouldBeGreaterThan(0);
        intervals.Min().ShouldBeLessThan(0.9);
        fleet.BeyondLimits.ShouldBe(0);
    }

    private (SimulatedFleet Fleet, List<double> Intervals, double ShortfallKw) Run(double minutesMax, int everyNth, int lateS)
    {
        var fleet = new SimulatedFleet(Homes, seed: 7, lateS, answerLateS: 1, stuckShare: 0.03);
        if (minutesMax > 0)
            fleet.Limit(minutesMax, everyNth);
        var requestedKw = Math.Round(Share * fleet.AvailableKw, 1);
        var state = new DrEvent
        {
            Id = "evt-0000000a",
            Status = EventStatus.Active,
            StartTime = Start,
            EndTime = Start.AddHours(Hours),
            RequestedReductionKw = requestedKw,
            Priority = 100,
            Allocation = AllocationMethods.Weighted,
            Control = ControlModes.Closed,
            CreatedAt = Start,
            ActivatedAt = Start,
        };

        fleet.Run(state, Hours * 3600);

        var intervals = fleet.ShedKw.Chunk(IntervalS).Select(i => i.Average() / requestedKw).ToList();
        var commandsPerHour = (double)fleet.Commands / Homes / Hours;
        output.WriteLine(
            FormattableString.Invariant(
                $"{minutesMax} min of every {everyNth}., {lateS} s late: {requestedKw} kW, worst {intervals.Min():0.000}, highest {intervals.Max():0.000}, mean {intervals.Average():0.000}; {fleet.Asked} asked, {fleet.BeyondLimits} beyond, {commandsPerHour:0.00} commands a VEN and hour, at most {fleet.CommandsMax} in all"
            )
        );
        output.WriteLine(string.Join(" ", intervals.Select(i => i.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))));
        return (fleet, intervals, fleet.ShortfallKw);
    }
}
