using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Tests.Telemetry;

public sealed class CircuitDescriptionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly LoadsDescribed[] Descriptions =
    [
        new([new LoadDescription("ev", "Charger", "ev", 7, true, 1)], Noon.AddMilliseconds(200)),
        new([new LoadDescription("ev", "Garage charger", "ev", 11, false, 2)], Noon.AddMinutes(10)),
    ];

    [Theory]
    [InlineData(-3600, "Charger")]
    [InlineData(0, "Charger")]
    [InlineData(590, "Charger")]
    [InlineData(600, "Garage charger")]
    [InlineData(7200, "Garage charger")]
    public void a_circuit_has_the_name_that_was_valid_when_its_sample_came_in(int receivedS, string name)
    {
        CircuitReader.Describe(Reading("ev", receivedS), Descriptions).Name.ShouldBe(name);
    }

    [Fact]
    public void a_load_that_was_never_described_has_its_power_and_no_field_without_a_value()
    {
        var snapshot = CircuitReader.Describe(Reading("pool", 0), Descriptions);

        snapshot.ShouldBe(new(Noon, "pool", "pool", LoadDescription.TypeUnknown, 0, 1.5, 1.5, true, 0));
    }

    private static CircuitReading Reading(string loadId, int receivedS) => new(Noon, Noon.AddSeconds(receivedS), loadId, 1.5, null);
}
