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
    public async Task A_line_that_was_cut_is_stale_and_no_reduction()
    {
        await using var meter = Meter("""{ "line": 4, "pulsesPerKwh": 1000 }""");
        await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default));
        _pulse!();
        for (var n = 0; n < 20; n++)
            Pulse(afterS: 1.8);
        _clock.Advance(TimeSpan.FromSeconds(73));
        var cut = await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default));
        (cut.State, cut.Message).ShouldBe(
            (DeviceState.Stale, "no pulse for 73 s, and this home's longest wait was 2 s: a cut line, or less than was ever used")
        );
        // Repaired after two hours, which were no power of a Wh in two hours.
        Pulse(afterS: 7_200);
        (await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default))).Message.ShouldContain("two pulses");
        Pulse(afterS: 1.8);
        (await meter.ReadAsync(default)).PowerKw.ShouldBe(2, 1e-9);
    }

    [Fact]
    public async Task A_home_that_draws_little_is_known_by_two_long_waits_in_a_row()
    {
        await using var meter = Meter("""{ "line": 4, "pulsesPerKwh": 1000 }""");
        await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default));
        _pulse!();
        Pulse(afterS: 1.8);
        Pulse(afterS: 180);
        Pulse(afterS: 180);
        await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default));
        Pulse(afterS: 180);
        (await meter.ReadAsync(default)).PowerKw.ShouldBe(0.02, 1e-9);
        _clock.Advance(TimeSpan.FromSeconds(500));
        (await meter.ReadAsync(default)).PowerKw.ShouldBe(0.0072, 1e-9);
        _clock.Advance(TimeSpan.FromSeconds(50));
        (await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(default))).State.ShouldBe(DeviceState.Stale);
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
