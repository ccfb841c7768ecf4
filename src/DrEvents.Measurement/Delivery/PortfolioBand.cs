using DrEvents.Measurement.Engine;

namespace DrEvents.Measurement.Delivery;

/// <summary>Of the errors that a VEN's baseline made on days without an event: 5 % lie below the one and 5 % above the other, kW; e = predicted − actual.</summary>
public sealed record VenErrorBand(string VenId, double LowKw, double HighKw);

/// <summary>
/// Between what a portfolio's reduction lies in nine of ten cases, kW. Since reduction = baseline − load, the error of a reduction is that of its
/// baseline. Assumption: a VEN's error is a part of its own and a part that all VENs have in common (weather, a holiday nobody knew of), both as if
/// normal, and of the variance of each the common part is the same share ρ. With m the middle of a VEN's quantiles and h half of their distance:
/// middle = Σ m, half width = √((1 − ρ)·Σ h² + ρ·(Σ h)²). ρ = 0 is independent VENs, ρ = 1 is VENs that all err alike, the widest there is.
/// Quantiles of single intervals make the band of an event's mean wider than it is, since the errors of intervals cancel in part.
/// </summary>
/// <param name="LowKw">The reduction is lower in one of twenty cases.</param>
/// <param name="HighKw">It is higher in one of twenty.</param>
/// <param name="CommonShare">ρ, from 0 to 1.</param>
public sealed record PortfolioBand(double LowKw, double HighKw, double CommonShare)
{
    /// <param name="reductionKw">The portfolio's signed reduction.</param>
    /// <param name="errors">One for each VEN in it; summed in the order of their ids.</param>
    public static PortfolioBand Of(double reductionKw, IReadOnlyList<VenErrorBand> errors, double commonShare)
    {
        if (!(commonShare >= 0 && commonShare <= 1))
            throw new ArgumentOutOfRangeException(nameof(commonShare), "a share is from 0 to 1");
        var (middle, halves, squares) = (0.0, 0.0, 0.0);
        foreach (var error in errors.OrderBy(e => e.VenId, StringComparer.Ordinal))
        {
            if (error.HighKw < error.LowKw)
                throw new ArgumentException($"{error.VenId}: the high error is below the low one", nameof(errors));
            var half = (error.HighKw - error.LowKw) / 2;
            middle += (error.HighKw + error.LowKw) / 2;
            halves += half;
            squares += half * half;
        }
        var width = Math.Sqrt((1 - commonShare) * squares + commonShare * halves * halves);
        // A baseline that was too high by e made the reduction too high by e.
        return new PortfolioBand(reductionKw - middle - width, reductionKw - middle + width, commonShare);
    }

    /// <summary>Rounded half away from zero, once, at the end.</summary>
    public PortfolioBand Rounded() =>
        this with
        {
            LowKw = BaselineResult.Round(LowKw),
            HighKw = BaselineResult.Round(HighKw),
            CommonShare = BaselineResult.Round(CommonShare, BaselineResult.FactorDigits),
        };

    /// <summary>
    /// ρ from what VENs erred by on the same days: (variance of the sum − Σ variances) ÷ ((Σ deviations)² − Σ variances), held from 0 to 1; that is the
    /// mean correlation of two VENs, weighed by their deviations. 1, the widest, where there are fewer than two VENs that err or two days.
    /// </summary>
    /// <param name="errorsKw">For each day the error of each VEN, in one order.</param>
    public static double CommonShareOf(IReadOnlyList<IReadOnlyList<double>> errorsKw)
    {
        if (errorsKw.Count < 2)
            return 1;
        if (errorsKw.Any(day => day.Count != errorsKw[0].Count))
            throw new ArgumentException("every day has an error of every VEN", nameof(errorsKw));
        var variances = Enumerable.Range(0, errorsKw[0].Count).Select(ven => Variance([.. errorsKw.Select(day => day[ven])])).ToList();
        var (own, all) = (variances.Sum(), Math.Pow(variances.Sum(Math.Sqrt), 2));
        return all > own * (1 + 1e-12) ? Math.Clamp((Variance([.. errorsKw.Select(day => day.Sum())]) - own) / (all - own), 0, 1) : 1;
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
