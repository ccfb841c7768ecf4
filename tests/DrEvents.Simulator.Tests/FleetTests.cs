using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven.Loads.Simulation;

namespace DrEvents.Simulator.Tests;

public sealed class FleetTests
{
    [Fact]
    public async Task two_hundred_vens_live_in_one_process_and_obey_together()
    {
        const int vens = 200;
        await using var fleet = await FleetHere.StartAsync(vens, home: "terraced");
        await fleet.ShedAsync(kw: 0.5, TimeSpan.FromMinutes(10));
        await fleet.IsAnsweredAsync(vens);
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        fleet.Vens.Count(v => v.Newest!.EventId == FleetHere.EventId).ShouldBe(vens);
        (await fleet.StopAsync()).Select(r => r.VenId).Distinct().Count().ShouldBe(vens);
    }

    [Fact]
    public async Task after_an_event_has_begun_for_all_at_once_their_samples_are_spread_as_before()
    {
        await using var fleet = await FleetHere.StartAsync(count: 30);
        fleet.Vens.Select(v => (int)Phase(v).TotalSeconds).Distinct().Count().ShouldBeGreaterThan(6);
        await fleet.ShedAsync(kw: 1, TimeSpan.FromMinutes(10));
        await fleet.IsAnsweredAsync(30);
        for (var second = 0; second < 30; second++)
        {
            var before = fleet.Clock.GetUtcNow();
            fleet.Clock.Advance(TimeSpan.FromSeconds(1));
            await Eventually.HoldsAsync(
                "those have measured whose turn it is",
                () => fleet.Vens.Where(v => IsItsTurn(v, second)).All(v => v.Newest!.At > before)
            );
        }

        static TimeSpan Phase(SimulatedVen ven) => FleetHere.Interval * Noise.Uniform(Draws.SeedOf(1, ven.Number), Draws.Phase);

        // In the second that follows this one, counted from the start.
        static bool IsItsTurn(SimulatedVen ven, int second) =>
            (int)Phase(ven).TotalSeconds == second % (int)FleetHere.Interval.TotalSeconds;
    }

    [Fact]
    public async Task of_two_fleets_with_one_prefix_one_notices_also_where_the_broker_does_not_say_so()
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed; it closes connections without a reason.");
        await using var broker = await MosquittoBroker.StartNewAsync();
        var options = new FleetOptions(new DrEvents.Mqtt.BrokerAddress(TestBroker.Host, broker.Port), 40) { StartsPerSecond = 1000 };
        await using var alone = new Fleet(options with { Prefix = "alone-" }, TimeProvider.System);
        await using var first = new Fleet(options, TimeProvider.System);
        await using var second = new Fleet(options, TimeProvider.System);
        foreach (var fleet in new[] { alone, first, second })
            await fleet.StartAsync(CancellationToken.None);

        var noticed = await Task.WhenAny(first.TakenOver, second.TakenOver).WaitAsync(TimeSpan.FromSeconds(60));

        (await noticed).ShouldStartWith("sim-000");
        alone.TakenOver.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void a_fleet_with_a_home_that_is_none_is_refused_by_its_name()
    {
        var options = new FleetOptions(new BrokerAddress("localhost", 1), 1) { Homes = ["castle"] };
        var refused = Should.Throw<ArgumentException>(() => new Fleet(options, TimeProvider.System));
        refused.Message.ShouldContain("'castle'");
    }
}
