namespace DrEvents.Ven.Loads;

/// <summary>A vehicle that charges at the rate its owner chose; the charger can go down to the least current of IEC 61851, 6 A.</summary>
internal sealed class SimulatedCharger(LoadDescription description, int seed, double chosenKw) : ILoad
{
    /// <summary>6 A at 230 V.</summary>
    private const double LeastKw = 1.38;

    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(4);

    private double? _limitKw;

    public LoadDescription Description => description;

    public LoadReadout MeasureAt(DateTimeOffset now)
    {
        var wantedKw = chosenKw * (1 + (0.02 * Noise.Smooth(seed, now, Drift)));
        return new LoadReadout(Math.Min(wantedKw, _limitKw ?? wantedKw), wantedKw, Math.Min(LeastKw, wantedKw));
    }

    public void LimitTo(double kw, DateTimeOffset now) => _limitKw = Math.Max(kw, LeastKw);

    public void Release(DateTimeOffset now) => _limitKw = null;
}
