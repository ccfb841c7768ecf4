using System.Text.Json;
using DrEvents.Testing;
using DrEvents.Ven.Devices.Modbus.Maps;
using Json.Schema;

namespace DrEvents.Ven.Tests.Devices.Modbus;

public sealed class ShippedMapTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(Repository.Read("ops/docs/modbus-map.schema.json"));

    public static TheoryData<string> Names => [.. ShippedMaps.Names];

    [Fact]
    public void Six_maps_are_shipped() =>
        ShippedMaps.Names.ShouldBe([
            "abb-b23",
            "carlo-gavazzi-em24-e1",
            "eastron-sdm630",
            "heidelberg-energy-control",
            "schneider-iem3155",
            "stiebel-eltron-isg",
        ]);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_map_is_read_and_fits_the_schema(string name)
    {
        var (map, errors) = ShippedMaps.Find(name);
        errors.ShouldBeEmpty();
        map.ShouldNotBeNull();
        using var json = JsonDocument.Parse(ShippedMaps.Read(name));
        Schema.Evaluate(json.RootElement).IsValid.ShouldBeTrue();
    }
}
