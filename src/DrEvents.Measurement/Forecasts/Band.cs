namespace DrEvents.Measurement.Forecasts;

/// <summary>What is expected, and between what it lies in eight of ten cases. Powers in kW.</summary>
/// <param name="Kw">The median: half of the cases lie above.</param>
/// <param name="LowKw">One of ten cases lies below.</param>
/// <param name="HighKw">One of ten lies above.</param>
public readonly record struct Band(double Kw, double LowKw, double HighKw);

/// <summary>Makes bands of outcomes, of which the next one is as likely to be any as another.</summary>
public static class Bands
{
    public const double Low = 0.1;
    public const double High = 0.9;

    /// <summary>
    /// With fewer the band would have to reach beyond the outermost of them: the next outcome lies below the lowest of n with probability 1 ÷ (n + 1).
    /// </summary>
    public const int OutcomesForQuantiles = 9;

    /// <summary>Student's t that nine of ten cases lie below, by degrees of freedom, from 1 on.</summary>
    private static readonly double[] StudentT = [3.0777, 1.8856, 1.6377, 1.5332, 1.4759, 1.4398, 1.4149];

    /// <summary>Quantiles of the outcomes; of few, Student's t: mean ± t·s·√(1 + 1/n), where the next outcome lies if they are normal.</summary>
    /// <param name="outcomesKw">Two at least.</param>
    public static Band Of(IReadOnlyList<double> outcomesKw)
    {
        if (outcomesKw.Count >= OutcomesForQuantiles)
        {
            double[] ordered = [.. outcomesKw.Order()];
            return new Band(Quantile(ordered, 0.5), Quantile(ordered, Low), Quantile(ordered, High));
        }
        var mean = outcomesKw.Average();
        var freedom = outcomesKw.Count - 1;
        var spread = Math.Sqrt(outcomesKw.Sum(o => (o - mean) * (o - mean)) / freedom);
        var reach = StudentT[freedom - 1] * spread * Math.Sqrt(1 + 1.0 / outcomesKw.Count);
        return new Band(mean, mean - reach, mean + reach);
    }

    /// <summary>At the place p·(n + 1) of n ordered values, which is where the next one lies below with probability p (Weibull).</summary>
    public static double Quantile(double[] ordered, double p)
    {
        var place = Math.Clamp(p * (ordered.Length + 1) - 1, 0, ordered.Length - 1);
        var (below, part) = ((int)place, place - (int)place);
        return part == 0 ? ordered[below] : ordered[below] + part * (ordered[below + 1] - ordered[below]);
    }
}
