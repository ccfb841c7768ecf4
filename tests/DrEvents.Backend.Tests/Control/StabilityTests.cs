using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Tests.Control;

/// <summary>The loop on simulated homes, with telemetry as late as it gets: it comes to the request, stays there, and does not hunt.</summary>
public sealed class StabilityTests(ITestOutputHelper output)
{
    private const int Homes = 300;
    private const int Seconds = 3600;
    private const double Share = 0.4;
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 17, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 0.03)]
    [InlineData(5, 0.03)]
    [InlineData(10, 0.03)]
    [InlineData(20, 0.05)]
    [InlineData(60, 0.07)]
    public void it_holds_the_request_however_late_it_hears(int lateS, double missMax)
    {
        var (fleet, requestedKw) = Run(lateS, ControlModes.Closed, stuckShare: 0.05);
        var minutes = fleet.ShedKw.Skip(60 + (2 * lateS)).Chunk(60).Select(m => m.Average() / requestedKw).ToList();

        Math.Abs(minutes.Average() - 1).ShouldBeLessThan(0.02);
        minutes.Count(m => Math.Abs(m - 1) <= missMax).ShouldBeGreaterThanOrEqualTo(minutes.Count * 95 / 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(60)]
    public void it_takes_few_commands_and_does_not_hunt(int lateS)
    {
        var (fleet, _) = Run(lateS, ControlModes.Closed, stuckShare: 0.05);

        ((fleet.Commands - Homes) / (double)Homes).ShouldBeLessThan(2);
        // As a fleet drifts up and down by itself it is followed; hunting would turn at nearly every change.
        fleet.Turned.ShouldBeLessThan(40);
    }

    [Fact]
    public void without_it_the_request_is_missed()
    {
        var (fleet, requestedKw) = Run(5, ControlModes.Open, stuckShare: 0.05);

        Math.Abs((fleet.ShedKw.Skip(120).Average() / requestedKw) - 1).ShouldBeGreaterThan(0.05);
    }

    private (SimulatedFleet Fleet, double RequestedKw) Run(int lateS, string control, double stuckShare)
    {
        var fleet = new SimulatedFleet(Homes, seed: 7, lateS, answerLateS: 1, stuckShare);
        var requestedKw = Math.Round(Share * fleet.AvailableKw, 1);
        var state = new DrEvent
        {
            Id = "evt-0000000a",
            Status = EventStatus.Active,
            StartTime = Start,
            EndTime = Start.AddSeconds(Seconds + 60),
            RequestedReductionKw = requestedKw,
            Priority = 100,
            Allocation = AllocationMethods.Weighted,
            Control = control,
            CreatedAt = Start,
            ActivatedAt = Start,
        };
        fleet.Run(state, Seconds);
        var minutes = fleet.ShedKw.Chunk(60).Select(m => m.Average() / requestedKw).ToList();
        output.WriteLine(
            FormattableString.Invariant(
                $"{lateS} s late, {control}: {requestedKw} kW asked, mean {minutes.Skip(2).Average():0.000}, {fleet.Commands - Homes} commands, {fleet.Turned} turns"
            )
        );
        output.WriteLine(string.Join(" ", minutes.Select(m => m.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))));
        return (fleet, requestedKw);
    }
}
