using System.Text.Json.Nodes;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Charts;
using DrEvents.Dashboard.Parts;

namespace DrEvents.Dashboard.Tests;

/// <summary>What the map and the shadow's form compute, without a browser.</summary>
public sealed class MapAreaTests
{
    private static readonly MapArea Hook = new([new(0, 0), new(0, 3), new(3, 3), new(3, 2), new(1, 2), new(1, 1), new(3, 1), new(3, 0)]);

    [Theory]
    [InlineData(0.5, 1.5, true)]
    [InlineData(2, 0.5, true)]
    [InlineData(2, 2.5, true)]
    [InlineData(2, 1.5, false)]
    [InlineData(-0.1, 1, false)]
    [InlineData(2, 3.1, false)]
    [InlineData(4, 0.5, false)]
    public void a_place_is_in_an_area_or_not_also_where_the_area_goes_around_it(double lat, double lon, bool isIn) =>
        Hook.Holds(new GeoLocation(lat, lon)).ShouldBe(isIn);

    [Theory]
    [InlineData(52.5, 13.4, true)]
    [InlineData(52.6, 13.4, false)]
    [InlineData(52.5, 13.6, false)]
    public void degrees_make_a_rectangle(double lat, double lon, bool isIn) =>
        MapArea.Between(52.4, 52.55, 13.3, 13.5).Holds(new GeoLocation(lat, lon)).ShouldBe(isIn);

    [Fact]
    public void an_area_of_nothing_holds_nothing() => new MapArea([]).Holds(new GeoLocation(0, 0)).ShouldBeFalse();

    [Fact]
    public void what_is_desired_of_other_loads_stays_in_their_one_value()
    {
        var shadow = JsonNode
            .Parse("""{"state":{"desired":{"loads":[{"id":"ev","priority":1}],"report_interval_seconds":5}}}""")!
            .AsObject();

        ShadowDesire
            .OfLoad(shadow, "hvac", "enabled", false)
            .ToJsonString()
            .ShouldBe("""{"loads":[{"id":"ev","priority":1},{"id":"hvac","enabled":false}]}""");
        ShadowDesire.OfLoad(shadow, "ev", "priority", 2).ToJsonString().ShouldBe("""{"loads":[{"id":"ev","priority":2}]}""");
        ShadowDesire.OfLoad(null, "ev", "priority", 2).ToJsonString().ShouldBe("""{"loads":[{"id":"ev","priority":2}]}""");
        ShadowDesire.Off("loads").ToJsonString().ShouldBe("""{"loads":null}""");
        ShadowDesire.Names(shadow).ShouldBe(["loads", "report_interval_seconds"]);
        shadow["state"]!["desired"]!["loads"]!.AsArray().Count.ShouldBe(1, "the document itself is as it was");
    }
}
