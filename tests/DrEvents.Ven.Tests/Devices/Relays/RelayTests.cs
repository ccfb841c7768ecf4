using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Relays;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Relays;

/// <summary>Relays at lines of the box. There is no chip here: the line is one of the tests' own, but for the one that is not there.</summary>
public sealed class RelayTests : IDisposable
{
    private static readonly LoadDescription Pump = new("pump", "Pump", LoadTypes.Circuit, RatedKw: 1.1, Priority: 4);
    private static readonly TimeSpan Any = TimeSpan.FromMinutes(3);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TestLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("high", true)]
    [InlineData("low", false)]
    public async Task A_limit_below_its_power_switches_the_load_off_and_is_read_back(string shedLevel, bool isShedHigh)
    {
        await using var relay = Relay($$"""{ "line": 17, "shedLevel": "{{shedLevel}}" }""");
        (await relay.ReadAsync(default)).IsOn.ShouldBe(true);
        _line.IsHigh.ShouldBe(!isShedHigh, "it is taken at the level at which the load runs");

        await relay.LimitAsync(0.5, Any, default);
        _line.IsHigh.ShouldBe(isShedHigh);
        var shed = await relay.ReadAsync(default);
        (shed.IsOn, shed.LimitKw, shed.IsLimitRead).ShouldBe((false, 0, true));

        await relay.LimitAsync(null, Any, default);
        _line.IsHigh.ShouldBe(!isShedHigh);
        (await relay.ReadAsync(default)).LimitKw.ShouldBeNull();
    }

    [Fact]
    public async Task A_limit_at_its_power_is_none()
    {
        await using var relay = Relay("""{ "line": 17 }""");
        await relay.LimitAsync(1.1, Any, default);
        (await relay.ReadAsync(default)).IsOn.ShouldBe(true);
    }

    [Fact]
    public async Task A_heat_pump_is_locked_for_two_hours_at_most_and_rests_between()
    {
        await using var relay = Relay("""{ "line": 17, "sgReady": true }""");
        (relay.Traits.LeastOn, relay.Traits.LeastOff).ShouldBe((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)));
        await relay.LimitAsync(0, Any, default);
        (await relay.ReadAsync(default)).IsUrgent.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        (await relay.ReadAsync(default)).IsUrgent.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await relay.ReadAsync(default)).IsUrgent.ShouldBeTrue("planning has to let it go now");
        await relay.LimitAsync(null, Any, default);
        (await relay.ReadAsync(default)).IsUrgent.ShouldBeFalse();
    }

    [Fact]
    public async Task A_line_that_fails_is_unreachable_and_taken_anew()
    {
        await using var relay = Relay("""{ "line": 17 }""");
        await relay.ReadAsync(default);
        _line.IsBroken = true;
        var failure = await Should.ThrowAsync<DeviceException>(() => relay.ReadAsync(default));
        (failure.State, failure.Message).ShouldBe((DeviceState.Unreachable, "the line cannot be used: unplugged"));
        _line.IsBroken = false;
        (await relay.ReadAsync(default)).IsOn.ShouldBe(true);
        _line.Taken.ShouldBe(2);
    }

    [Fact]
    public async Task A_chip_that_is_not_there_is_said()
    {
        await using var relay = Read(new RelayKind(), """{ "chip": 15, "line": 17 }""").Device!(Context);
        (await Should.ThrowAsync<DeviceException>(() => relay.ReadAsync(default))).State.ShouldBe(DeviceState.Unreachable);
    }

    [Theory]
    [InlineData("{}", "driver.line: missing: the number of the line at the chip")]
    [InlineData("""{ "line": 17, "shedLevel": "on" }""", "driver.shedLevel: 'on' is none of high, low")]
    [InlineData("""{ "line": 5000 }""", "driver.line: 5000 is no number from 0 to 1023")]
    public void What_is_wrong_is_said_by_its_field(string fields, string error) =>
        Read(new RelayKind(), fields).Errors.ShouldContain(error);

    private DeviceContext Context => new(_clock, NullLoggerFactory.Instance);

    private IDeviceDriver Relay(string fields) =>
        Read(
            new RelayKind(
                (_, _, isHigh) =>
                {
                    _line.Taken++;
                    _line.Set(isHigh);
                    return _line;
                }
            ),
            fields
        )
            .Device!(Context);

    private static (Func<DeviceContext, IDeviceDriver>? Device, List<string> Errors) Read(RelayKind kind, string fields)
    {
        var errors = new List<string>();
        using var json = System.Text.Json.JsonDocument.Parse(fields);
        return (kind.ReadDevice(new StrictFields(json.RootElement, "driver", errors), Pump), errors);
    }
}
