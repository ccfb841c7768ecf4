namespace DrEvents.Ven.Loads;

/// <summary>Small consumers behind one breaker: a mean that wanders slowly. A limit below it opens the circuit's relay.</summary>
internal sealed class SimulatedCircuit(LoadDescription description, int seed, double meanKw, double spread) : ILoad
{
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(6);

    private double? _limitKw;

    public LoadDescription Description => description;

    public LoadReadout MeasureAt(DateTimeOffset now)
    {
        var wantedKw = meanKw * (1 + (spread * Noise.Smooth(seed, now, Drift)));
        var isOpen = _limitKw is { } limitKw && limitKw < wantedKw;
        return new LoadReadout(isOpen ? 0 : wantedKw, wantedKw, LowestKw: description.IsCritical ? wantedKw : 0);
    }

    public void LimitTo(double kw, DateTimeOffset now) => _limitKw = kw;

    public void Release(DateTimeOffset now) => _limitKw = null;
}
