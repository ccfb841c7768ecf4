using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Reporting;
using DrEvents.Ven.Shedding;

namespace DrEvents.Simulator.History;

/// <summary>What an interval meter reports of a home: the mean power of an interval, of the home and of each load.</summary>
internal sealed class IntervalMean
{
    private LoadReadout[] _sums = [];
    private IReadOnlyList<ILoad> _loads = [];
    private int _readings;

    /// <summary>Mean power of the home in what was read, kW.</summary>
    public double PowerKw => _sums.Sum(s => s.PowerKw) / _readings;

    /// <summary>Reads the loads at one moment; moments are in order and as far apart from each other.</summary>
    public void Add(IReadOnlyList<ILoad> loads, DateTimeOffset at)
    {
        (_loads, _readings) = (loads, _readings + 1);
        if (_sums.Length != loads.Count)
            _sums = new LoadReadout[loads.Count];
        for (var i = 0; i < _sums.Length; i++)
        {
            var now = loads[i].MeasureAt(at);
            _sums[i] = now with
            {
                PowerKw = _sums[i].PowerKw + now.PowerKw,
                WantedKw = _sums[i].WantedKw + now.WantedKw,
                LowestKw = _sums[i].LowestKw + now.LowestKw,
            };
        }
    }

    /// <summary>The sample of that interval: powers in the mean, the rest as it was at the end.</summary>
    public TelemetrySample Sample(string venId, TimeSpan interval, DateTimeOffset at)
    {
        var states = _loads.Zip(_sums, (load, sum) => new LoadState(load.Description, Mean(sum))).ToList();
        return Report.Sample(new Situation(venId, VenState.Initial, states, Estimate: null, interval, at), at);
    }

    private LoadReadout Mean(LoadReadout sum) =>
        sum with
        {
            PowerKw = sum.PowerKw / _readings,
            WantedKw = sum.WantedKw / _readings,
            LowestKw = sum.LowestKw / _readings,
        };
}
