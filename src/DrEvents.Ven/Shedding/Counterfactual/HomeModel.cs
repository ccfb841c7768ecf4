using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// What the home would use now, had nobody limited anything: the sum over its loads. In event-free hours it says so as if all loads were limited,
/// and the meter answers (a placebo start): that is how far off it is.
/// </summary>
internal sealed class HomeModel
{
    /// <summary>How long a placebo start runs, and from when on it is compared.</summary>
    private static readonly TimeSpan PlaceboTime = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan ComparedFrom = TimeSpan.FromMinutes(5);

    /// <summary>Fewer placebo starts say nothing; of more than these the older ones count less and less.</summary>
    private const int PlacebosMin = 3;
    private const int PlacebosMost = 48;

    private readonly Dictionary<string, LoadModel> _models = [];
    private readonly Dictionary<string, PlaceboError> _errors = [];
    private Placebo? _placebo;
    private DateTimeOffset _at;

    /// <summary>Takes the readings of all loads, and which of them are limited.</summary>
    public void Follow(DateTimeOffset at, IReadOnlyList<LoadState> loads, IReadOnlyDictionary<string, double> limits)
    {
        var isAnyTouched = false;
        foreach (var load in loads)
        {
            if (!_models.TryGetValue(load.Id, out var model))
                _models.Add(load.Id, model = LoadModel.Of(load));
            model.Follow(at, load.Readout, limits.ContainsKey(load.Id));
            isAnyTouched |= model.IsTouched;
        }
        if (isAnyTouched)
            _placebo = null;
        else
            Compare(at, loads);
        _at = at;
    }

    /// <summary>
    /// What the home would use, and how sure that is; null while too little is known of a load that may be shed, whether it is touched or not: a
    /// baseline must not change its kind with every limit.
    /// </summary>
    public HomeEstimate? Estimate(IReadOnlyList<LoadState> loads)
    {
        var (sumKw, variance, isKnown) = (0.0, 0.0, true);
        foreach (var load in loads)
        {
            if (!_models.TryGetValue(load.Id, out var model) || (load.MayBeShed && !model.IsReady))
                return null;
            sumKw += model.IsTouched ? model.WouldUseKw : load.Readout.PowerKw;
            if (!model.IsTouched)
                continue;
            var error = _errors.GetValueOrDefault(load.Id);
            isKnown &= error.Count >= PlacebosMin;
            variance += error.MeanSquare;
        }
        return new HomeEstimate(sumKw, isKnown ? Math.Sqrt(variance) : null);
    }

    /// <summary>The loads, those whose power nobody can know while they are off as they would probably come back.</summary>
    public IReadOnlyList<LoadState> AsExpected(IReadOnlyList<LoadState> loads) =>
        [
            .. loads.Select(l =>
                _models.GetValueOrDefault(l.Id) is MeanModel { IsTouched: true, IsReady: true } model && l.Readout.PowerKw == 0
                    ? l with
                    {
                        Readout = l.Readout with { WantedKw = model.WouldUseKw },
                    }
                    : l
            ),
        ];

    private void Compare(DateTimeOffset at, IReadOnlyList<LoadState> loads)
    {
        if (_placebo is null || at < _placebo.BeganAt || at - _placebo.BeganAt > 2 * PlaceboTime)
        {
            _placebo = Begin(at, loads);
            return;
        }
        var hours = (at - _at).TotalHours;
        foreach (var load in loads)
        {
            if (!_placebo.Models.TryGetValue(load.Id, out var model))
                continue;
            model.Follow(at, load.Readout, isLimited: true);
            if (at - _placebo.BeganAt > ComparedFrom)
                _placebo.MissKwh[load.Id] =
                    _placebo.MissKwh.GetValueOrDefault(load.Id) + ((model.WouldUseKw - load.Readout.PowerKw) * hours);
        }
        if (at - _placebo.BeganAt < PlaceboTime)
            return;
        foreach (var (loadId, missKwh) in _placebo.MissKwh)
            _errors[loadId] = _errors.GetValueOrDefault(loadId).After(missKwh / (at - _placebo.BeganAt - ComparedFrom).TotalHours);
        _placebo = null;
    }

    private Placebo? Begin(DateTimeOffset at, IReadOnlyList<LoadState> loads)
    {
        var shed = loads.Where(l => l.MayBeShed && _models[l.Id].IsReady).ToDictionary(l => l.Id, l => _models[l.Id].AsIfLimited());
        return shed.Count == 0 ? null : new Placebo(at, shed, []);
    }

    private sealed record Placebo(DateTimeOffset BeganAt, Dictionary<string, LoadModel> Models, Dictionary<string, double> MissKwh);

    /// <summary>What placebo starts have shown of a load: mean square of the mean miss, kW².</summary>
    private readonly record struct PlaceboError(int Count, double MeanSquare)
    {
        public PlaceboError After(double missKw)
        {
            var count = Math.Min(PlacebosMost, Count + 1);
            return new PlaceboError(count, MeanSquare + (((missKw * missKw) - MeanSquare) / count));
        }
    }
}

/// <summary>What a home would use without limits.</summary>
/// <param name="PowerKw">Power, kW.</param>
/// <param name="StandardErrorKw">Its standard error over a quarter of an hour, kW; null while too few placebo starts were made.</param>
internal readonly record struct HomeEstimate(double PowerKw, double? StandardErrorKw);
