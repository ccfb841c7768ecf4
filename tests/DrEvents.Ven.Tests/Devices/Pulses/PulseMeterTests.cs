using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Pulses;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Pulses;

/// <summary>Meters that give pulses. There is no chip here: the line is one of the tests' own, but for the one that is not there.</summary>
public sealed class PulseMeterTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    private Action? _pulse;

    [Fact]
    public async Task Power_is_what_lies_between_two_pulses()
    {
        await using var meter = Meter("""{ "line": 4, "pulsesPerKwh": 1000 }""");
        (await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default))).State.ShouldBe(DeviceState.Stale);
        _pulse!();
        (await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default))).Message.ShouldContain("two pulses");
        Pulse(afterS: 1.8);
        (await meter.ReadAsync(default)).PowerKw.ShouldBe(2, 1e-9);
        Pulse(afterS: 3.6);
        (await meter.ReadAsync(default)).PowerKw.ShouldBe(1, 1e-9);
    }

    [Fact]
    public async Task A_pulse_that_is_late_says_that_less_is_used()
    {
        await using var meter = Meter("""{ "line": 4, "pulsesPerKwh": 1000 }""");
        await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default));
        _pulse!();
        Pulse(afterS: 1.8);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await meter.ReadAsync(default)).PowerKw.ShouldBe(2, 1e-9, "the next one is not due yet");
        _clock.Advance(TimeSpan.FromSeconds(35));
        (await meter.ReadAsync(default)).PowerKw.ShouldBe(0.1, 1e-9, "at most a Wh in 36 s");
    }

    [Fact]
    public async Task A_contact_that_bounces_counts_once()
    {
        await using var meter = Meter("""{ "line": 4, "pulsesPerKwh": 1000 }""");
        await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default));
        _pulse!();
        Pulse(afterS: 1.8);
        Pulse(afterS: 0.005);
        Pulse(afterS: 0.005);
        (await meter.ReadAsync(default)).PowerKw.ShouldBe(2, 1e-9);
    }

    [Fact]
    public async Task A_chip_that_is_not_there_is_said()
    {
        await using var meter = Read(new PulseKind(), """{ "chip": 15, "line": 4, "pulsesPerKwh": 1000 }""").Meter!(Context);
        var failure = await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default));
        (failure.State, failure.Message).ShouldSatisfyAllConditions(
            f => f.State.ShouldBe(DeviceState.Unreachable),
            f => f.Message.ShouldStartWith("the line cannot be used: ")
        );
    }

    [Theory]
    [InlineData("""{ "pulsesPerKwh": 1000 }""", "meter.line: missing: the number of the line at the chip")]
    [InlineData("""{ "line": 4 }""", "meter.pulsesPerKwh: missing: it is printed on the meter, as imp/kWh")]
    [InlineData("""{ "line": 4, "pulsesPerKwh": 0 }""", "meter.pulsesPerKwh: 0 is no number from 1 to 100000")]
    [InlineData("""{ "line": 4, "pulsesPerKwh": 800, "edge": "both" }""", "meter.edge: 'both' is none of falling, rising")]
    public void What_is_wrong_is_said_by_its_field(string fields, string error) =>
        Read(new PulseKind(), fields).Errors.ShouldContain(error);

    private DeviceContext Context => new(_clock, NullLoggerFactory.Instance);

    private void Pulse(double afterS)
    {
        _clock.Advance(TimeSpan.FromSeconds(afterS));
        _pulse!();
    }

    private IMeterDriver Meter(string fields) =>
        Read(
            new PulseKind(
                (_, pulse) =>
                {
                    _pulse = pulse;
                    return new Nothing();
                }
            ),
            fields
        )
            .Meter!(Context);

    private static (Func<DeviceContext, IMeterDriver>? Meter, List<string> Errors) Read(PulseKind kind, string fields)
    {
        var errors = new List<string>();
        using var json = JsonDocument.Parse(fields);
        return (kind.ReadMeter(new StrictFields(json.RootElement, "meter", errors)), errors);
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose() { }
    }
}
