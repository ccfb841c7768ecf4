using System.Text;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices;

public sealed class DeviceFileTests
{
    private const string Shelly = """{"kind":"http","profile":"shelly2","url":"http://192.168.1.20"}""";

    [Fact]
    public async Task Real_and_simulated_loads_are_mixed_as_one_likes_and_the_rest_of_the_meter_is_the_last()
    {
        var (home, errors) = Read(
            $$"""
            {
              "name": "Mixed",
              "meter": {"kind":"http","profile":"shellypro3em","url":"http://192.168.1.21"},
              "loads": [
                {"id":"boiler","name":"Boiler","type":"water_heater","ratedKw":2,"leastOffMinutes":2,"driver":{{Shelly}}},
                {"id":"kitchen","name":"Kitchen","type":"circuit","ratedKw":3,"meanKw":0.4,"critical":true}
              ]
            }
            """
        );
        errors.ShouldBeEmpty();
        home.ShouldNotBeNull().HasDevices.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => home.Build(1));
        var loads = home.Build(1, new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance));
        loads.Select(l => l.GetType().Name).ShouldBe([nameof(DeviceLoad), "Circuit", nameof(RestLoad)]);
        (loads[0].Description.Priority, loads[0].Description.IsModulating).ShouldBe((2, false));
        await new DeviceSet(loads).EndAsync();
    }

    [Theory]
    [InlineData("""{"kind":"zigbee"}""", "loads[0].driver.kind: 'zigbee' is none of http, mqtt")]
    [InlineData("""{"profile":"shelly2"}""", "loads[0].driver.kind: missing")]
    [InlineData("""{"kind":"http","profile":"shelly2"}""", "loads[0].driver.url: missing")]
    [InlineData("""{"kind":"http","profile":"shelly9","url":"http://h"}""", "loads[0].driver.profile: 'shelly9' is none of")]
    [InlineData("""{"kind":"http","profile":"shelly2","url":"h"}""", "loads[0].driver.url: 'h' is no address")]
    [InlineData("""{"kind":"http","profile":"shelly2","url":"http://u:p@h"}""", "loads[0].driver.url: has a password in it")]
    [InlineData(
        """{"kind":"http","profile":"shelly2","url":"http://h","headers":{"Authorization":"Bearer abc"}}""",
        "loads[0].driver.headers: Authorization: a secret belongs into secretFile"
    )]
    [InlineData("""{"kind":"http","profile":"shelly2","url":"http://h","password":"x"}""", "loads[0].driver.password: unknown field")]
    [InlineData("""{"kind":"http","url":"http://h","read":"GET /s","off":"GET /off"}""", "loads[0].driver.on: missing")]
    [InlineData("""{"kind":"http","url":"http://h","read":"/s","power":"p","on":"GET /1","off":"GET /0"}""", "loads[0].driver.read: '/s'")]
    [InlineData("""{"kind":"mqtt","profile":"tasmota"}""", "loads[0].driver.topic: missing")]
    [InlineData("""{"kind":"mqtt","topic":"a","stateTopic":"x/#","power":"","on":"t 1","off":"t 0"}""", "has a wildcard")]
    [InlineData(
        """{"kind":"mqtt","profile":"tasmota","topic":"a","broker":{"port":0}}""",
        "loads[0].driver.broker.port: 0 is no number from 1 to 65535"
    )]
    public void What_is_wrong_with_a_driver_is_said_by_the_path_of_its_field(string driver, string error)
    {
        var (home, errors) = Read(OneLoad(driver));
        home.ShouldBeNull();
        errors.ShouldContain(e => e.Contains(error, StringComparison.Ordinal), string.Join("\n", errors));
    }

    [Fact]
    public void A_load_with_a_driver_has_no_fields_of_a_simulation_and_none_may_be_called_rest_beside_a_meter()
    {
        var (_, errors) = Read(
            $$"""
            {"name":"x","meter":{"kind":"http","profile":"shelly3em","url":"http://h"},
             "loads":[{"id":"rest","name":"B","type":"water_heater","ratedKw":2,"litres":100,"driver":{{Shelly}}}]}
            """
        );
        errors.Select(e => e.Split(':')[0]).ShouldBe(["loads[0].id", "loads[0].litres"], ignoreOrder: true);
    }

    [Fact]
    public void A_secret_that_others_may_read_is_refused_with_the_command_that_mends_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other file modes.");
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "joker\n");
            var driver = $$"""{"kind":"http","profile":"shelly2","url":"http://h","secretFile":"{{path}}"}""";
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Read(OneLoad(driver)).Errors.ShouldHaveSingleItem().ShouldContain($"chmod 600 '{path}'");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead);
            Read(OneLoad(driver)).Errors.ShouldBeEmpty();
            File.Delete(path);
            Read(OneLoad(driver)).Errors.ShouldHaveSingleItem().ShouldStartWith("loads[0].driver.secretFile: ");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("a.b", """{"a":{"b":3}}""", "3")]
    [InlineData("a.1.p", """{"a":[{"p":1},{"p":true}]}""", "true")]
    [InlineData("x|a", """{"a":"ON"}""", "ON")]
    [InlineData("'switch:0'.output", """{"switch:0":{"output":false}}""", "false")]
    [InlineData("a", """{"a":{}}""", null)]
    [InlineData("a.9", """{"a":[1]}""", null)]
    [InlineData("a", "ON", null)]
    [InlineData("", "ON", "ON")]
    [InlineData("a", """{"a":"\udfff"}""", null)]
    [InlineData("a|b", """{"b":1,"a":"\udfff"}""", null)]
    public void A_path_finds_a_value_in_what_a_device_tells(string path, string message, string? value) =>
        JsonPath.Text(Encoding.UTF8.GetBytes(message), path).ShouldBe(value);

    private static string OneLoad(string driver) =>
        $$"""{"name":"x","loads":[{"id":"b","name":"B","type":"water_heater","ratedKw":2,"driver":{{driver}}}]}""";

    private static (Home? Home, IReadOnlyList<string> Errors) Read(string json) => HomeReader.Read(Encoding.UTF8.GetBytes(json));
}
