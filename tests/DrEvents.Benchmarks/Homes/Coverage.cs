using MathNet.Numerics.Distributions;

namespace DrEvents.Benchmarks.Homes;

/// <summary>How often something that is to be so in a share of cases was so.</summary>
internal readonly record struct Coverage(int Hits, int Cases)
{
    private const double Tail = 0.025;

    public double Share => Hits / (double)Cases;

    /// <summary>The shares of which so many hits are not strange: the exact binomial interval of 95 % (Clopper and Pearson).</summary>
    public (double Low, double High) Interval =>
        (Hits == 0 ? 0 : Beta.InvCDF(Hits, Cases - Hits + 1, Tail), Hits == Cases ? 1 : Beta.InvCDF(Hits + 1, Cases - Hits, 1 - Tail));

    public static Coverage Of(IEnumerable<bool> cases)
    {
        var all = cases.ToList();
        return new Coverage(all.Count(c => c), all.Count);
    }

    /// <summary>How far the share that is stated lies outside of the interval; 0 where it lies in it.</summary>
    public double MissOf(double stated)
    {
        var (low, high) = Interval;
        return Math.Max(0, Math.Max(low - stated, stated - high));
    }

    public override string ToString()
    {
        var (low, high) = Interval;
        return FormattableString.Invariant($"{Hits} of {Cases}, binomial interval {low:0.000} to {high:0.000}");
    }
}
