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

    /// <summary>In the order of the panel's loads, which never changes.</summary>
    private LoadModel[] _models = [];
    private PlaceboError[] _errors = [];
    private Placebo? _placebo;
    private DateTimeOffset _at;

    /// <summary>Takes the readings of all loads, and which of them are limited.</summary>
    public void Follow(DateTimeOffset at, IReadOnlyList<LoadState> loads, IReadOnlyDictionary<string, double> limits)
    {
        if (_models.Length != loads.Count)
            (_models, _errors) = ([.. loads.Select(LoadModel.Of)], new PlaceboError[loads.Count]);
        var isAnyTouched = false;
        for (var i = 0; i < _models.Length; i++)
        {
            _models[i].Follow(at, loads[i].Readout, limits.Count > 0 && limits.ContainsKey(loads[i].Id));
            isAnyTouched |= _models[i].IsTouched;
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
        for (var i = 0; i < _models.Length; i++)
        {
            var model = _models[i];
            if (loads[i].MayBeShed && !model.IsReady)
                return null;
            sumKw += model.IsTouched ? model.WouldUseKw : loads[i].NowKw;
            if (!model.IsTouched)
                continue;
            isKnown &= _errors[i].Count >= PlacebosMin;
            variance += _errors[i].MeanSquare;
            // Where the load has no meter, its power itself is an estimate.
            variance += loads[i].Readout.Device?.ErrorKw is { } errorKw ? errorKw * errorKw : 0;
        }
        return new HomeEstimate(sumKw, isKnown ? Math.Sqrt(variance) : null);
    }

    /// <summary>The loads, those whose power nobody can know while they are off as they would probably come back.</summary>
    public IReadOnlyList<LoadState> AsExpected(IReadOnlyList<LoadState> loads)
    {
        LoadState[]? expected = null;
        for (var i = 0; i < _models.Length; i++)
        {
            if (_models[i] is not MeanModel { IsTouched: true, IsReady: true } model || loads[i].Readout.PowerKw != 0)
                continue;
            expected ??= [.. loads];
            expected[i] = loads[i] with { Readout = loads[i].Readout with { WantedKw = model.WouldUseKw } };
        }
        return expected ?? loads;
    }

    private void Compare(DateTimeOffset at, IReadOnlyList<LoadState> loads)
    {
        if (_placebo is null || at < _placebo.BeganAt || at - _placebo.BeganAt > 2 * PlaceboTime)
        {
            _placebo = Begin(at, loads);
            return;
        }
        var (hours, age) = ((at - _at).TotalHours, at - _placebo.BeganAt);
        for (var i = 0; i < _models.Length; i++)
        {
            if (_placebo.Models[i] is not { } model)
                continue;
            model.Follow(at, loads[i].Readout, isLimited: true);
            if (age > ComparedFrom)
                _placebo.MissKwh[i] += (model.WouldUseKw - loads[i].Readout.PowerKw) * hours;
        }
        if (age < PlaceboTime)
            return;
        for (var i = 0; i < _models.Length; i++)
        {
            if (_placebo.Models[i] is not null)
                _errors[i] = _errors[i].After(_placebo.MissKwh[i] / (age - ComparedFrom).TotalHours);
        }
        _placebo = null;
    }

    private Placebo? Begin(DateTimeOffset at, IReadOnlyList<LoadState> loads)
    {
        var models = new LoadModel?[_models.Length];
        for (var i = 0; i < models.Length; i++)
            models[i] = loads[i].MayBeShed && _models[i].IsReady ? _models[i].AsIfLimited() : null;
        return models.All(m => m is null) ? null : new Placebo(at, models, new double[models.Length]);
    }

    private sealed record Placebo(DateTimeOffset BeganAt, LoadModel?[] Models, double[] MissKwh);

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
