using DrEvents.Ven.Devices.Pulses;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A main meter with a pulse output, whose line can be cut or bounce. A pulse comes when it is due, also within a step of the clock.</summary>
internal sealed class WrongPulses(FakeTimeProvider clock, Func<double> homeKw) : WrongMeter(clock, homeKw), IDisposable
{
    private const double PulsesPerKwh = 1_000;

    private Action? _pulse;
    private double _pulses;

    public override IReadOnlyList<Wrong> Wrongs { get; } = [Wrong.Silent, Wrong.Nonsense];

    public override string Load => """{ "kind": "pulse", "line": 4, "pulsesPerKwh": 1000 }""";

    /// <summary>A line that is silent is believed as little power for so long, and a moment more.</summary>
    public override TimeSpan ShownWithin => TimeSpan.FromSeconds(90);

    /// <summary>The kind, with this line.</summary>
    public PulseKind Kind =>
        new(
            (_, pulse) =>
            {
                _pulse = pulse;
                return this;
            }
        );

    public override void Pass(TimeSpan time)
    {
        // It counts what is drawn, and cannot tell delivery.
        var kw = Math.Abs(PowerKw);
        Said(kw);
        if (Wrong == Wrong.Silent)
            Said(0);
        while (kw > 0 && TimeSpan.FromHours((1 - _pulses) / PulsesPerKwh / kw) is var due && due <= time)
        {
            Clock.Advance(due);
            (time, _pulses) = (time - due, 0);
            if (Wrong != Wrong.Silent)
                _pulse?.Invoke();
            if (Wrong == Wrong.Nonsense)
                _pulse?.Invoke();
        }
        _pulses += kw * PulsesPerKwh * time.TotalHours;
        Clock.Advance(time);
    }

    public void Dispose() => _pulse = null;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
