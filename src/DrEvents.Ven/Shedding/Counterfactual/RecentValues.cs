namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>The newest values of something, and their median: single wild ones do no harm.</summary>
internal sealed class RecentValues(int most)
{
    private readonly double[] _values = new double[most];
    private int _next;
    private double? _median;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Their median; 0 where there is none.</summary>
    public double Median => _median ??= Compute();

    /// <summary>Takes one; the oldest goes where there are too many.</summary>
    public void Add(double value)
    {
        _values[_next] = value;
        _next = (_next + 1) % most;
        Count = Math.Min(most, Count + 1);
        _median = null;
    }

    private double Compute()
    {
        if (Count == 0)
            return 0;
        Span<double> sorted = stackalloc double[Count];
        _values.AsSpan(0, Count).CopyTo(sorted);
        sorted.Sort();
        return Count % 2 == 1 ? sorted[Count / 2] : (sorted[(Count / 2) - 1] + sorted[Count / 2]) / 2;
    }
}
