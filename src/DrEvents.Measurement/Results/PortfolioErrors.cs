namespace DrEvents.Measurement.Results;

/// <summary>What VENs together missed by, day by day: the sum of their errors on the same days, which holds what they have in common.</summary>
internal sealed class PortfolioErrors
{
    /// <summary>A day that is one of fewer of them says how these missed, and not how all do.</summary>
    private const double VensLeast = 0.5;

    private readonly SortedDictionary<DateOnly, (double Sum, int Vens)> _days = [];
    private double _means;
    private int _vens;
    private bool _isUnknown;

    /// <summary>A VEN whose method has no days leaves the whole unknown.</summary>
    public void Add(VenResult ven)
    {
        if (ven.Errors is not { Count: > 0 } errors)
        {
            _isUnknown = true;
            return;
        }
        _vens++;
        var sum = 0.0;
        foreach (var error in errors)
            sum += error.Kw;
        var mean = sum / errors.Count;
        _means += mean;
        foreach (var error in errors)
        {
            var (before, vens) = _days.GetValueOrDefault(error.Date);
            _days[error.Date] = (before + (error.Kw - mean), vens + 1);
        }
    }

    /// <summary>Oldest day first. A VEN that has not that day counts with its mean.</summary>
    public IReadOnlyList<double> ByDay() =>
        _isUnknown ? [] : [.. _days.Values.Where(d => d.Vens >= VensLeast * _vens).Select(d => _means + d.Sum)];
}
