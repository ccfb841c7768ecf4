using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Metering;

namespace DrEvents.Ven.Loads;

/// <summary>All loads behind one VEN, with the limits that are on them.</summary>
internal sealed class Panel
{
    /// <summary>What was on a simulated load longer ago than this is not worth recalling: tank and house have forgotten it.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(48);

    private readonly ILoad[] _loads;
    private readonly Dictionary<string, double> _limits = [];
    private IReadOnlyCollection<string> _leftAlone = [];

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
        var (sumKw, known) = (0.0, 0);
        for (var i = 0; i < _loads.Length; i++)
        {
            (_loads[i] as IMeasuredLast)?.See(sumKw, known);
            states[i] = new LoadState(withSettings(_loads[i].Description), _loads[i].MeasureAt(now));
            sumKw += states[i].Readout.PowerKw;
            known += states[i].Readout.Device is null or { IsRead: true, State: DeviceState.Ok } ? 1 : 0;
        }
        return states;
    }

    /// <summary>Tells simulated loads which limits were on them from a moment in the past on; real devices know it themselves.</summary>
    public void Recall(IReadOnlyDictionary<string, double> limits, DateTimeOffset at)
    {
        foreach (var load in _loads)
        {
            if (load is IRecallsLimits simulated)
                simulated.Recall(limits.TryGetValue(load.Description.Id, out var limitKw) ? limitKw : null, at);
        }
    }

    /// <summary>Leaves exactly these loads to their owners.</summary>
    public void LeaveAlone(IReadOnlyCollection<string> loadIds)
    {
        if (ReferenceEquals(loadIds, _leftAlone))
            return;
        _leftAlone = loadIds;
        foreach (var load in _loads)
            (load as IHasOwner)?.LeaveAlone(loadIds.Contains(load.Description.Id));
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

    /// <summary>Puts a limit on one load beside those that are applied, until it is reapplied.</summary>
    public void LimitBeside(string loadId, double kw, DateTimeOffset now)
    {
        foreach (var load in _loads.Where(l => l.Description.Id == loadId))
            load.LimitTo(kw, now);
    }

    /// <summary>Puts on one load what these limits say, whatever is on it now.</summary>
    public void Reapply(string loadId, IReadOnlyDictionary<string, double> limits, DateTimeOffset now)
    {
        foreach (var load in _loads.Where(l => l.Description.Id == loadId))
        {
            if (limits.TryGetValue(loadId, out var limitKw))
                load.LimitTo(limitKw, now);
            else
                load.Release(now);
        }
    }

    /// <summary>Releases every load, for a VEN that does not know what it had limited.</summary>
    public void ReleaseAll(DateTimeOffset now)
    {
        foreach (var load in _loads)
        {
            if (load is IMayBeHeld device)
                device.ReleaseHeld(now);
            else
                load.Release(now);
        }
        _limits.Clear();
    }
}
