namespace DrEvents.Ven.Loads.Simulation;

/// <summary>Small consumers behind one breaker: a mean that wanders slowly, by the hour more or less. A limit below it opens the circuit's relay.</summary>
internal sealed class Circuit(LoadDescription description, CircuitSettings settings, Site site, int seed) : ILoad, IForks
{
    private const double DriftS = 360;

    private double? _limitKw;

    /// <summary>What it drew when its relay opened; null while it is closed. What it would draw now nobody can measure.</summary>
    private double? _openedAtKw;

    public LoadDescription Description => description;

    public LoadReadout MeasureAt(DateTimeOffset now)
    {
        var drawnKw = DrawnKw(now);
        if (description.IsCritical)
            return new LoadReadout(drawnKw, drawnKw, drawnKw);
        if (_openedAtKw is null && _limitKw < drawnKw)
            _openedAtKw = drawnKw;
        return _openedAtKw is { } openedAtKw ? new LoadReadout(0, openedAtKw, LowestKw: 0) : new LoadReadout(drawnKw, drawnKw, LowestKw: 0);
    }

    public ILoad Fork(int seed, DateTimeOffset now) => new Circuit(description, settings, site, seed);

    public void LimitTo(double kw, DateTimeOffset now)
    {
        if (kw >= _openedAtKw)
            _openedAtKw = null;
        _limitKw = kw;
        MeasureAt(now);
    }

    public void Release(DateTimeOffset now) => (_limitKw, _openedAtKw) = (null, null);

    private double DrawnKw(DateTimeOffset now)
    {
        var atS = UnixS.Of(now);
        var isActive = IsWithin(site.HourOf(atS), settings.FromHour, settings.ToHour);
        var meanKw = settings.MeanKw * (isActive ? 1 : settings.StandbyShare);
        return Math.Min(description.RatedKw, meanKw * (1 + (settings.Spread * Noise.Smooth(seed, atS, DriftS))));
    }

    private static bool IsWithin(double hour, double from, double to) => from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}

/// <summary>What is behind a breaker.</summary>
/// <param name="MeanKw">Mean use in its hours.</param>
/// <param name="Spread">How far it wanders about its mean, as a share of it.</param>
/// <param name="FromHour">Its hours begin, local time.</param>
/// <param name="ToHour">Its hours end; before the beginning they run over midnight.</param>
/// <param name="StandbyShare">Share of the mean outside of its hours.</param>
internal sealed record CircuitSettings(
    double MeanKw,
    double Spread = 0.2,
    double FromHour = 0,
    double ToHour = 24,
    double StandbyShare = 0.1
);
