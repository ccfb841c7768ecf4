using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Results;
using MathNet.Numerics.Distributions;

namespace DrEvents.Measurement.Errors;

/// <summary>Between what a reduction lies in nine of ten cases, by the errors that its baseline made on days without an event. kW.</summary>
/// <param name="Days">Errors that it is made of.</param>
public sealed record ErrorBand(double LowKw, double HighKw, int Days)
{
    /// <summary>Of fewer errors nobody knows how far they reach.</summary>
    public const int DaysLeast = 5;

    private const double UpperQuantile = 0.95;

    /// <summary>
    /// R − (m ± t·s·√(1 + 1 ÷ n)), with m the mean of n errors, s their standard deviation (by n − 1), and t the 95 % quantile of Student's distribution
    /// with n − 1 degrees of freedom: the prediction interval of one more error (NIST/SEMATECH e-Handbook of Statistical Methods, section 4.5.2.2). Errors are
    /// predicted − actual, so that a baseline that is usually too high made the reduction too high. Null of fewer than five errors.
    /// </summary>
    /// <param name="readingRule">Results of rules before <see cref="ReadingRules.MissingIsProvisional"/> have the narrower band m ± t·√(Σ(e − m)² ÷ n).</param>
    public static ErrorBand? Of(double reductionKw, IReadOnlyList<double> errorsKw, int readingRule = ReadingRules.Newest)
    {
        if (errorsKw.Count < DaysLeast)
            return null;
        var (n, sum, squares) = (errorsKw.Count, 0.0, 0.0);
        foreach (var error in errorsKw)
            sum += error;
        var mean = sum / n;
        foreach (var error in errorsKw)
            squares += (error - mean) * (error - mean);
        var variance = readingRule >= ReadingRules.MissingIsProvisional ? squares / (n - 1) * (1 + 1.0 / n) : squares / n;
        var half = StudentT.InvCDF(0, 1, n - 1, UpperQuantile) * Math.Sqrt(variance);
        return new ErrorBand(BaselineResult.Round(reductionKw - mean - half), BaselineResult.Round(reductionKw - mean + half), n);
    }
}
