namespace DrEvents.Ven.Loads;

/// <summary>All loads behind one VEN, with the limits that are on them.</summary>
internal sealed class Panel
{
    private readonly ILoad[] _loads;
    private readonly Dictionary<string, double> _limits = [];

    public Panel(IEnumerable<ILoad> loads)
    {
        _loads = [.. loads];
        if (_loads.Select(l => l.Description.Id).Distinct().Count() != _loads.Length)
            throw new ArgumentException("Two loads have the same id.", nameof(loads));
    }

    /// <summary>Every load at this moment, described as its settings say.</summary>
    public IReadOnlyList<LoadState> MeasureAt(DateTimeOffset now, Func<LoadDescription, LoadDescription> withSettings)
    {
        var states = new LoadState[_loads.Length];
        for (var i = 0; i < _loads.Length; i++)
            states[i] = new LoadState(withSettings(_loads[i].Description), _loads[i].MeasureAt(now));
        return states;
    }

    /// <summary>Puts exactly these limits (kW by load id) on the loads; a load that is not named is released.</summary>
    public void Apply(IReadOnlyDictionary<string, double> limits, DateTimeOffset now)
    {
        foreach (var load in _loads)
        {
            var id = load.Description.Id;
            if (limits.TryGetValue(id, out var limitKw))
            {
                if (_limits.TryGetValue(id, out var current) && current == limitKw)
                    continue;
                load.LimitTo(limitKw, now);
                _limits[id] = limitKw;
            }
            else if (_limits.Remove(id))
            {
                load.Release(now);
            }
        }
    }

    /// <summary>Releases every load, for a VEN that does not know what it had limited.</summary>
    public void ReleaseAll(DateTimeOffset now)
    {
        foreach (var load in _loads)
            load.Release(now);
        _limits.Clear();
    }
}
