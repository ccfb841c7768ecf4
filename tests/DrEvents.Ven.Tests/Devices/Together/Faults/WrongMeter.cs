using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>The main meter, which shows what all draw together.</summary>
internal abstract class WrongMeter(FakeTimeProvider clock, Func<double> homeKw) : WrongDevice("rest", 0, clock)
{
    private readonly Lock _gate = new();
    private readonly List<double> _said = [];

    public override TimeSpan? ForgetsAfter => null;

    public override double PowerKw => homeKw();

    public override bool MayBe(double kw) => false;

    /// <summary>Whether a power is what it has told lately; what tells no numbers has told none of another time.</summary>
    public virtual bool HasSent(double kw) => true;

    /// <summary>What it has told since the last call: between two looks at the home its power may have been another for a moment.</summary>
    public IReadOnlyList<double> TakeSaid()
    {
        lock (_gate)
        {
            double[] said = [.. _said];
            _said.Clear();
            return said;
        }
    }

    /// <summary>Moves the clock, and does what the meter does in this time.</summary>
    public virtual void Pass(TimeSpan time) => Clock.Advance(time);

    protected void Said(double kw)
    {
        lock (_gate)
            _said.Add(kw);
    }

    protected override Task SetByOtherAsync(Random random) => Task.CompletedTask;

    protected override Task FreeByOtherAsync() => Task.CompletedTask;
}
