using DrEvents.Contracts.Mqtt;

namespace DrEvents.Aws.Tests.Flow;

/// <summary>The whole way through the stand-in with many VENs, each with a certificate and a policy of its own.</summary>
[Collection("one clock, one port")]
public sealed class FleetFlowScenarios(ITestOutputHelper output)
{
    private const int Vens = 1_000;

    [Fact]
    public async Task fifty_vens_are_told_once_answer_shed_as_asked_and_restore_and_no_limit_is_broken()
    {
        await using var flow = await FleetFlow.StartAsync(vens: 50, reportInterval: TimeSpan.FromSeconds(2), receivers: 4);
        var requestedKw = await flow.AvailableKwAsync() / 2;
        var opened = flow.Core.DataPlane.Opened.Count;

        // Shares stay as they began, so that every VEN gets one command to shed and one to restore.
        var held = await flow.CallAsync(requestedKw, ahead: TimeSpan.FromSeconds(2), hold: TimeSpan.FromSeconds(3), control: "open");
        output.WriteLine(held.ToString());
        var (over, _) = await flow.StopAsync(held.EventId);

        held.Detail.Metrics.VensResponding.ShouldBe(50);
        over.Vens.Select(v => v.VenId).Order().ShouldBe(flow.VenIds);
        over.Vens.ShouldAllBe(v => v.Commands.Select(c => c.Op).SequenceEqual(new[] { "shedPanel", "restore" }));
        over.Vens.ShouldAllBe(v => v.Status == "restored");
        held.TrueKw.ShouldBeInRange(0.9 * requestedKw, 1.1 * requestedKw);
        flow.Core.DataPlane.Opened.Count.ShouldBe(opened, "no command waited for a connection");
        KeepsTheLimits(flow);
    }

    /// <summary>
    /// The user's targets, with all of it on this machine. Not part of a usual run, as they hang on the machine: <c>-explicit only</c>.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task a_thousand_vens_are_told_answer_and_shed_in_time()
    {
        await using var flow = await FleetFlow.StartAsync(vens: Vens, reportInterval: TimeSpan.FromSeconds(10), receivers: 26);
        var requestedKw = await flow.AvailableKwAsync() / 2;
        var opened = flow.Core.DataPlane.Opened.Count;

        output.WriteLine("The first event of this backend, known 20 s ahead:");
        var ahead = await flow.CallAsync(requestedKw, ahead: TimeSpan.FromSeconds(20), hold: TimeSpan.FromSeconds(60));
        output.WriteLine(ahead.ToString());
        var (_, took) = await flow.StopAsync(ahead.EventId);
        output.WriteLine($"stop -> all restored: {took.TotalMilliseconds:0} ms");
        output.WriteLine("An event for now:");
        var now = await flow.CallAsync(requestedKw / 2, ahead: null, hold: TimeSpan.Zero);
        output.WriteLine(now.ToString());
        var busiest = flow.Core.Mqtt.Connections.MaxBy(c => c.BusiestSecond)!;
        output.WriteLine(
            $"busiest second of a connection: {flow.Core.DataPlane.BusiestSecondOfAConnection()} over HTTPS, {busiest.BusiestSecond} over MQTT ({busiest.ClientId})"
        );
        foreach (var connection in flow.Core.Mqtt.Connections.Where(c => c.ClientId.Contains("receiver", StringComparison.Ordinal)))
            output.WriteLine(
                $"{connection.ClientId}: {connection.Delivered} handed over, {connection.BusiestDeliveries} in its busiest second, {connection.Discarded} discarded"
            );
        foreach (var figures in new[] { ahead, now })
        {
            figures.Commands.Values.ShouldAllBe(c => c < TimeSpan.FromSeconds(2));
            figures.Answers.ShouldAllBe(a => a < TimeSpan.FromSeconds(5));
        }
        ahead.Down.ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromSeconds(10));
        ahead.TrueKw.ShouldBeGreaterThan(0.9 * requestedKw);
        ahead.MeasuredKw.ShouldBe(ahead.TrueKw, 0.05 * ahead.TrueKw);
        flow.Core.DataPlane.Opened.Count.ShouldBe(opened, "no command waited for a connection");
        KeepsTheLimits(flow);
    }

    private static void KeepsTheLimits(FleetFlow flow)
    {
        flow.Core.Mqtt.Violations.ShouldBeEmpty();
        flow.Core.DataPlane.Answers.Keys.ShouldBe(["200"]);
        flow.Core.DataPlane.BusiestSecondOfAConnection().ShouldBeLessThanOrEqualTo(WireLimits.PublishesPerSecondMax);
        flow.Core.Mqtt.Connections.ShouldAllBe(c => c.BusiestSecond <= WireLimits.PublishesPerSecondMax);
        flow.Core.Mqtt.Connections.ShouldAllBe(c => c.Discarded == 0);
        flow.Core.Mqtt.Connections.Where(c => c.ClientId.StartsWith("backend", StringComparison.Ordinal))
            .ShouldAllBe(c => c.BusiestSecond == 0 && c.UnderWayMax <= WireLimits.InFlightMax);
    }
}
