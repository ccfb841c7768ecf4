using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Simulation;
using DrEvents.Ven.Reporting;
using DrEvents.Ven.Shedding;

namespace DrEvents.Simulator.History;

/// <summary>
/// The days of a home before its VEN was there, as an interval meter would have reported them: nothing was ever limited, and each sample is the
/// mean power of its interval.
/// </summary>
/// <remarks>
/// A home begins at yesterday's midnight whenever one looks at it first. So each of its days is that of a home of which somebody took the
/// first look at that day's midnight, and the last of them is the home that runs live: the meter does not jump where history ends.
/// </remarks>
internal sealed class HomePast(string venId, Func<IReadOnlyList<ILoad>> build, TimeSpan ahead)
{
    /// <summary>The mean is made of readings at most so far apart: a load changes its state no more often.</summary>
    private static readonly TimeSpan ReadingMax = TimeSpan.FromSeconds(SimulatedLoad.StepS);

    /// <summary>A sample belongs to the interval that it ends: its time is the last millisecond of it.</summary>
    public static readonly TimeSpan BeforeEnd = TimeSpan.FromMilliseconds(1);

    private IReadOnlyList<ILoad> _loads = [];
    private long _day = long.MinValue;

    /// <summary>The sample of every interval between two times, oldest first.</summary>
    public IEnumerable<TelemetrySample> Samples(DateTimeOffset from, DateTimeOffset to, TimeSpan interval)
    {
        for (var start = from; start + interval <= to; start += interval)
            yield return Sample(start, interval);
    }

    private TelemetrySample Sample(DateTimeOffset start, TimeSpan interval)
    {
        var count = (int)Math.Ceiling(interval / ReadingMax);
        var sums = new LoadReadout[LoadsAt(start).Count];
        for (var i = 0; i < count; i++)
            Add(sums, start + (i * (interval / count)));
        var states = _loads.Zip(sums, (load, sum) => new LoadState(load.Description, MeanOf(sum, count))).ToList();
        var at = start + interval - BeforeEnd;
        return Report.Sample(new Situation(venId, VenState.Initial, states, Estimate: null, interval, at), at);
    }

    /// <summary>The home of the day of that moment; it was looked at first at midnight of its own day.</summary>
    private IReadOnlyList<ILoad> LoadsAt(DateTimeOffset at)
    {
        var day = (at + ahead).UtcTicks / TimeSpan.TicksPerDay;
        if (day == _day)
            return _loads;
        (_loads, _day) = (build(), day);
        foreach (var load in _loads)
            load.MeasureAt(new DateTimeOffset(day * TimeSpan.TicksPerDay, TimeSpan.Zero) - ahead);
        return _loads;
    }

    private void Add(LoadReadout[] sums, DateTimeOffset at)
    {
        var loads = LoadsAt(at);
        for (var i = 0; i < sums.Length; i++)
        {
            var now = loads[i].MeasureAt(at);
            sums[i] = now with
            {
                PowerKw = sums[i].PowerKw + now.PowerKw,
                WantedKw = sums[i].WantedKw + now.WantedKw,
                LowestKw = sums[i].LowestKw + now.LowestKw,
            };
        }
    }

    /// <summary>Powers in the mean, the rest as it was at the end.</summary>
    private static LoadReadout MeanOf(LoadReadout sum, int count) =>
        sum with
        {
            PowerKw = sum.PowerKw / count,
            WantedKw = sum.WantedKw / count,
            LowestKw = sum.LowestKw / count,
        };
}
