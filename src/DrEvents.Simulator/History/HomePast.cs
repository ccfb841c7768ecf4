using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Simulation;

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
    public static readonly TimeSpan ReadingMax = TimeSpan.FromSeconds(SimulatedLoad.StepS);

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
        var mean = new IntervalMean();
        for (var i = 0; i < count; i++)
        {
            var at = start + (i * (interval / count));
            mean.Add(LoadsAt(at), at);
        }
        return mean.Sample(venId, interval, start + interval - BeforeEnd);
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
}
