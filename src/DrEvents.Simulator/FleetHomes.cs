using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Loads.Simulation;

namespace DrEvents.Simulator;

/// <summary>The homes of a fleet: each VEN's is drawn by the fleet's seed and its own number.</summary>
public sealed class FleetHomes
{
    /// <summary>The home without a file, which has something to shed at every hour (<see cref="HomeLoads.Typical"/>).</summary>
    public const string Typical = "typical";

    private readonly (string Name, Home? Home)[] _homes;

    private FleetHomes((string, Home?)[] homes) => _homes = homes;

    /// <summary>All that come with the agent.</summary>
    public static IReadOnlyList<string> Default { get; } = [Typical, .. Home.Shipped];

    /// <summary>The homes of these names or files; or all that is wrong, each naming the home and its field.</summary>
    public static (FleetHomes? Homes, IReadOnlyList<string> Errors) Find(IEnumerable<string> names)
    {
        var homes = new List<(string, Home?)>();
        var errors = new List<string>();
        foreach (var name in names)
        {
            var (home, wrong) = name == Typical ? (null, []) : Home.Find(name);
            if (home is { HasDevices: true })
                errors.Add($"{name}: has real devices, of which there is one each: only a VEN can have it");
            homes.Add((name, home));
            errors.AddRange(wrong.Select(w => w.StartsWith('\'') ? $"{w}, {Typical}" : $"{name}: {w}"));
        }
        if (homes.Count == 0)
            errors.Add("no home is named");
        return errors.Count == 0 ? (new FleetHomes([.. homes]), []) : (null, errors);
    }

    /// <summary>The name of the home of a seed.</summary>
    public string NameOf(int seed) => Drawn(seed).Name;

    /// <summary>The loads of a home; called twice for the same seed, they are two homes that do the same.</summary>
    /// <param name="seed">Of the VEN.</param>
    /// <param name="ahead">The home's time minus the VEN's.</param>
    public IReadOnlyList<ILoad> Build(int seed, TimeSpan ahead = default)
    {
        var loads = Drawn(seed).Home?.Build(seed) ?? HomeLoads.Typical(seed);
        return ahead == TimeSpan.Zero ? loads : [.. loads.Select(l => new ShiftedLoad(l, ahead))];
    }

    private (string Name, Home? Home) Drawn(int seed) => _homes[(int)(Noise.Uniform(seed, Draws.Home) * _homes.Length)];
}
