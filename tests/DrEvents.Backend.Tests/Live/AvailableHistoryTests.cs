using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Tests.Live;

/// <summary>What a VEN could shed becomes history, over time as all means are.</summary>
public sealed class AvailableHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly LiveFold _fold = new();

    private VenInterval Open => _fold.Vens["ven-1"].OpenInterval!;
    private FleetInterval Fleet => _fold.Fleet["2026-11-01T12:00Z"];

    [Fact]
    public void an_interval_is_the_mean_over_the_time_that_each_reading_stands_for()
    {
        Sample(0, new LoadPower("ev", 9, 2));
        Sample(30, new LoadPower("ev", 9, 3), new LoadPower("hvac", 9, 1));

        // The first stands for a report interval of 10 s, the second for the 30 s since.
        Open.AvailableKw.ShouldBe((2 * 10 + 4 * 30) / 40.0);
        (Fleet.AvailableKw, Fleet.AvailableVens, Fleet.HeldVens).ShouldBe((3.5, 1, 0));
    }

    [Fact]
    public void bare_powers_are_what_can_be_shed_and_without_loads_nothing_is_known()
    {
        Sample(0, new LoadPower("ev", 2, null), new LoadPower("sun", -3, null));
        Open.AvailableKw.ShouldBe(2);

        Sample(300);
        Open.AvailableKw.ShouldBeNull();
        _fold.Fleet["2026-11-01T12:05Z"].AvailableVens.ShouldBe(0);
    }

    [Fact]
    public void a_sample_without_loads_changes_nothing_of_what_is_known()
    {
        Sample(0, new LoadPower("ev", 9, 2));
        Sample(10);

        Open.AvailableKw.ShouldBe(2);
    }

    [Fact]
    public void of_an_interval_in_which_an_event_began_nothing_is_known_and_the_fleet_says_so()
    {
        _fold.Apply("evt-00000001/ven-1", Given.Shed("c1", 2.5, Noon.AddSeconds(60), Noon.AddSeconds(400)));
        Sample(50, new LoadPower("ev", 9, 5));
        (Fleet.AvailableKw, Fleet.AvailableVens, Fleet.HeldVens).ShouldBe((5, 1, 0));

        Sample(60, new LoadPower("ev", 9, 1));

        Open.AvailableKw.ShouldBeNull();
        Open.IsHeld.ShouldBeTrue();
        (Fleet.AvailableKw, Fleet.AvailableVens, Fleet.HeldVens).ShouldBe((0, 0, 1));

        Sample(600, new LoadPower("ev", 9, 4));
        _fold.Fleet["2026-11-01T12:10Z"].AvailableKw.ShouldBe(4);
    }

    [Fact]
    public void parts_of_a_fleet_that_are_folded_apart_add_up()
    {
        Sample(0, new LoadPower("ev", 9, 5));

        var both = Fleet.Plus(Fleet);

        (both.AvailableKw, both.AvailableVens, both.HeldVens).ShouldBe((10, 2, 0));
    }

    private void Sample(int atS, params LoadPower[] loads)
    {
        var at = Noon.AddSeconds(atS);
        _fold.Apply(
            TelemetryStreams.Of("ven-1", at),
            new TelemetrySampled(at, 9, null, null, null, null, null, null, loads.Length == 0 ? null : loads, null, at)
        );
    }
}
