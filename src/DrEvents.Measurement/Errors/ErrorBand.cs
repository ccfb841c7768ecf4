using DrEvents.Measurement.Engine;
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
    /// R − (m ± t·√(Σ(e − m)² ÷ n)), with m the mean of n errors and t the 95 % quantile of Student's distribution with n − 1 degrees of freedom. Errors
    /// are predicted − actual, so that a baseline that is usually too high made the reduction too high. An error that leaves its day out has the variance
    /// σ²·n/(n − 1), and that of the event itself σ²·(n + 1)/n: the sum of squares by n is an estimate of both, but for one part in n². Null of fewer than
    /// five errors.
    /// </summary>
    public static ErrorBand? Of(double reductionKw, IReadOnlyList<double> errorsKw)
    {
        if (errorsKw.Count < DaysLeast)
            return null;
        var (n, sum, squares) = (errorsKw.Count, 0.0, 0.0);
        foreach (var error in errorsKw)
            sum += error;
        var mean = sum / n;
        foreach (var error in errorsKw)
            squares += (error - mean) * (error - mean);
        var half = StudentT.InvCDF(0, 1, n - 1, UpperQuantile) * Math.Sqrt(squares / n);
        return new ErrorBand(BaselineResult.Round(reductionKw - mean - half), BaselineResult.Round(reductionKw - mean + half), n);
    }
}
