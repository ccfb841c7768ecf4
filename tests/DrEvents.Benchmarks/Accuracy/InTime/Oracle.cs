using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Simulation;

namespace DrEvents.Benchmarks.Accuracy.InTime;

/// <summary>
/// One who knows everything about a home when its event begins, down to the temperature of its tank, and all its habits; only the future is hidden: how
/// much hot water will be drawn, when a vehicle comes and what it needs, how small consumers wander. It expects the mean of several futures.
/// </summary>
internal sealed class Oracle
{
    private const int Futures = 8;

    /// <summary>A load that differs by so much from its twin was touched, kW.</summary>
    private const double TouchedKw = 0.001;

    private readonly ILoad[][] _futures;
    private readonly bool[] _isTouched;

    public Oracle(IReadOnlyList<ILoad> twin, int seed, DateTimeOffset now)
    {
        _isTouched = new bool[twin.Count];
        _futures =
        [
            .. Enumerable
                .Range(1, Futures)
                .Select(f =>
                    twin.Select((load, place) => load is IForks forks ? forks.Fork(HashCode.Combine(seed, f, place), now) : load).ToArray()
                ),
        ];
    }

    /// <summary>What the home gives, taken by what the oracle expects of the loads that were touched; the others are metered.</summary>
    public double ReductionKw(IReadOnlyList<ILoad> loads, IReadOnlyList<ILoad> twin, DateTimeOffset now)
    {
        var sumKw = 0.0;
        for (var i = 0; i < loads.Count; i++)
        {
            var usedKw = loads[i].MeasureAt(now).PowerKw;
            _isTouched[i] |= Math.Abs(usedKw - twin[i].MeasureAt(now).PowerKw) > TouchedKw;
            if (_isTouched[i])
                sumKw += _futures.Average(f => f[i].MeasureAt(now).PowerKw) - usedKw;
        }
        return sumKw;
    }
}
