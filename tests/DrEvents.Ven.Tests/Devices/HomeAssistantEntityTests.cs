using System.Text;
using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Http;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>Entities of Home Assistant as loads and as the home's meter, with real sockets and the loop that the VEN runs.</summary>
public sealed class HomeAssistantEntityTests : IDeviceListener, IAsyncDisposable
{
    private readonly HomeAssistantHost _host = new();
    private readonly string _token = Path.Combine(Path.GetTempPath(), $"drevents-token-{Guid.NewGuid():N}");

    public HomeAssistantEntityTests() => SecretFile.Write(_token, _host.Token);

    [Fact]
    public async Task A_switch_is_read_shed_and_given_back()
    {
        await using var load = Started(Driver(""" "entity":"switch.boiler","powerEntity":"sensor.boiler_power" """));
        await Eventually.HoldsAsync(() => Readout(load).PowerKw == 1.85, "its power is read");
        Readout(load).Device!.Forgetting.ShouldBe(LimitForgetting.ByWatchdog, "Home Assistant keeps a switch as it was set");
        load.LimitTo(0, DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => !_host.IsOn && Readout(load).Device!.IsActuated, "it is off, and that is read back");
        load.Release(DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => _host.IsOn && Readout(load).PowerKw == 1.85, "it is on again");
    }

    [Fact]
    public async Task Without_a_sensor_its_power_is_estimated()
    {
        await using var load = Started(Driver(""" "entity":"switch.boiler" """));
        await Eventually.HoldsAsync(() => Readout(load).Device is { State: DeviceState.Ok, IsEstimated: true }, "its state is read");
    }

    [Fact]
    public async Task A_sensor_that_it_does_not_know_is_said()
    {
        await using var load = Started(Driver(""" "entity":"switch.boiler","powerEntity":"sensor.no_such" """));
        await Eventually.HoldsAsync(() => Readout(load).Device!.State == DeviceState.Refused, "it is said");
        Readout(load).Device!.Reason!.ShouldContain("HTTP 404 to GET /api/states/sensor.no_such: {\"message\":\"Entity not found.\"}");
    }

    [Fact]
    public async Task A_power_that_the_switch_itself_tells_needs_no_sensor()
    {
        await using var load = Started(Driver(""" "entity":"switch.boiler","power":"attributes.power" """));
        await Eventually.HoldsAsync(() => Readout(load).PowerKw == 1.85, "its power is read");
    }

    [Fact]
    public async Task A_device_that_it_lost_is_stale()
    {
        _host.IsUnavailable = true;
        await using var load = Started(Driver(""" "entity":"switch.boiler","powerEntity":"sensor.boiler_power" """));
        await Eventually.HoldsAsync(() => Readout(load).Device is { State: DeviceState.Stale, Reason: not "not read yet" }, "it is said");
    }

    [Fact]
    public async Task A_token_that_is_not_good_is_refused_and_not_told()
    {
        File.WriteAllText(_token, "another-token");
        await using var load = Started(Driver(""" "entity":"switch.boiler" """));
        await Eventually.HoldsAsync(() => Readout(load).Device!.State == DeviceState.Refused, "it is said");
        Readout(load).Device!.Reason!.ShouldContain("HTTP 401");
        Readout(load).Device!.Reason!.ShouldNotContain("another-token");
    }

    [Fact]
    public async Task A_sensor_is_the_homes_meter()
    {
        var errors = new List<string>();
        using var fields = JsonDocument.Parse(
            $$"""{"profile":"homeassistantmeter","url":"{{_host.Url}}","secretFile":"{{_token}}","entity":"sensor.boiler_power"}"""
        );
        var build = new HttpKind().ReadMeter(new StrictFields(fields.RootElement, "meter", errors));
        errors.ShouldBeEmpty();
        await using var meter = build!(new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance));
        (await meter.ReadAsync(default)).PowerKw.ShouldBe(1.85);
    }

    [Theory]
    [InlineData(""" "powerEntity":"sensor.x" """, "entity: missing: what it is called in Home Assistant, as switch.boiler")]
    [InlineData(""" "entity":"switch.a') }}{{ 1" """, "is no entity as switch.boiler")]
    [InlineData(""" "entity":"boiler" """, "entity: 'boiler' is no entity as switch.boiler")]
    public void What_is_no_entity_is_said(string fields, string error) =>
        Read(HomeOf(Driver(fields))).Errors.ShouldContain(e => e.Contains(error, StringComparison.Ordinal));

    [Fact]
    public void A_token_is_needed() =>
        Read(HomeOf($$"""{"kind":"http","profile":"homeassistant","url":"{{_host.Url}}","entity":"switch.boiler"}"""))
            .Errors.ShouldContain(e => e.Contains("secretFile: missing", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_token);
    }

    void IDeviceListener.StateChanged(string loadId, DeviceState state, string? reason) { }

    void IDeviceListener.Held(string loadId, bool isHeld) { }

    void IDeviceListener.SetByHand(string loadId, string what) { }

    private string Driver(string fields) =>
        $$"""{"kind":"http","profile":"homeassistant","url":"{{_host.Url}}","secretFile":"{{_token}}","readIntervalS":0.5,{{fields}}}""";

    private static string HomeOf(string driver) =>
        $$"""{"name":"x","loads":[{"id":"b","name":"B","type":"water_heater","ratedKw":2,"driver":{{driver}}}]}""";

    private static (Home? Home, IReadOnlyList<string> Errors) Read(string home) => HomeReader.Read(Encoding.UTF8.GetBytes(home));

    private DeviceLoad Started(string driver)
    {
        var (home, errors) = Read(HomeOf(driver));
        errors.ShouldBeEmpty();
        var load = (DeviceLoad)home!.Build(1, new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance)).Single();
        load.Start(this);
        return load;
    }

    private static LoadReadout Readout(DeviceLoad load) => load.MeasureAt(DateTimeOffset.UtcNow);
}
