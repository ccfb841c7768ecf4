using DrEvents.Ven.Loads;

namespace DrEvents.Simulator.Tests;

/// <summary>The home of a VEN, built beside the fleet and measured by the home's own time.</summary>
internal sealed class DirectHome(string home, int number, int fleetSeed = 1)
{
    private IReadOnlyList<ILoad> _loads = Build(home, number, fleetSeed);

    /// <summary>Begins anew, as a home at which somebody looks first at that time.</summary>
    public DirectHome LookFirstAt(DateTimeOffset at)
    {
        _loads = Build(home, number, fleetSeed);
        UsedKw(at);
        return this;
    }

    /// <summary>What the home uses at a time of its own, kW.</summary>
    public double UsedKw(DateTimeOffset at) => _loads.Sum(l => l.MeasureAt(at).PowerKw);

    /// <summary>What each load uses in the mean of so many readings, kW by id.</summary>
    public Dictionary<string, double> MeanKw(DateTimeOffset from, TimeSpan apart, int count)
    {
        var sums = _loads.ToDictionary(l => l.Description.Id, _ => 0.0);
        for (var i = 0; i < count; i++)
        {
            foreach (var load in _loads)
                sums[load.Description.Id] += load.MeasureAt(from + (i * apart)).PowerKw / count;
        }
        return sums;
    }

    private static IReadOnlyList<ILoad> Build(string home, int number, int fleetSeed) =>
        FleetHomes.Find([home]).Homes!.Build(Draws.SeedOf(fleetSeed, number));
}
