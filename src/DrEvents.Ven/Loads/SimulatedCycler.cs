namespace DrEvents.Ven.Loads;

/// <summary>A thermostat's load: on for a share of each cycle, off for the rest; a limit below its power keeps it off.</summary>
/// <param name="description">What it is; it runs at rated power.</param>
/// <param name="seed">Shifts the cycles against those of other homes and makes each a little different.</param>
/// <param name="cycle">Length of one cycle of on and off.</param>
/// <param name="share">Mean share of the cycle that it is on, 0 to 1.</param>
internal sealed class SimulatedCycler(LoadDescription description, int seed, TimeSpan cycle, double share) : ILoad
{
    private const double ShareSpread = 0.1;

    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(2);

    private double? _limitKw;

    public LoadDescription Description => description;

    public LoadReadout MeasureAt(DateTimeOffset now)
    {
        var place = (now.UtcTicks / (double)cycle.Ticks) + Noise.Uniform(seed, 0);
        var n = (long)Math.Floor(place);
        var shareNow = share * (1 + (ShareSpread * ((2 * Noise.Uniform(seed, n)) - 1)));
        var isCalling = place - n < shareNow;
        var wantedKw = isCalling ? description.RatedKw * (0.97 + (0.03 * Noise.Smooth(seed, now, Drift))) : 0;
        var isHeldOff = _limitKw is { } limitKw && limitKw < wantedKw;
        return new LoadReadout(isHeldOff ? 0 : wantedKw, wantedKw, LowestKw: 0);
    }

    public void LimitTo(double kw, DateTimeOffset now) => _limitKw = kw;

    public void Release(DateTimeOffset now) => _limitKw = null;
}
