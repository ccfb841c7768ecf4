using DrEvents.Measurement.Forecasts;

namespace DrEvents.Measurement.Errors;

/// <summary>
/// How far a baseline missed what came, with e = predicted − actual and a = actual. Shares of one; null where what they are divided by is 0.
/// </summary>
/// <param name="Mape">mean|e/a|, over the intervals in which a is not 0.</param>
/// <param name="Nmae">Σ|e| ÷ Σa.</param>
/// <param name="Rrmse">√mean(e²) ÷ mean(a), which is CVRMSE too.</param>
/// <param name="Nmbe">Σe ÷ Σa: the bias.</param>
/// <param name="LowKw">Of errors 5 % lie below.</param>
/// <param name="HighKw">Of errors 5 % lie above.</param>
public sealed record BaselineErrors(int Intervals, double? Mape, double? Nmae, double? Rrmse, double? Nmbe, double LowKw, double HighKw)
{
    public const double Low = 0.05;
    public const double High = 0.95;

    /// <summary>The errors of pairs, in the order given; one pair at least.</summary>
    public static BaselineErrors Of(IReadOnlyList<(double PredictedKw, double ActualKw)> pairs)
    {
        var (actual, error, absolute, squared, relative, relatives) = (0.0, 0.0, 0.0, 0.0, 0.0, 0);
        var errors = new double[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            var (predicted, came) = pairs[i];
            var e = errors[i] = predicted - came;
            actual += came;
            error += e;
            absolute += Math.Abs(e);
            squared += e * e;
            if (came != 0)
            {
                relative += Math.Abs(e / came);
                relatives++;
            }
        }
        Array.Sort(errors);
        return new BaselineErrors(
            pairs.Count,
            relatives > 0 ? relative / relatives : null,
            Ratio(absolute, actual),
            Ratio(Math.Sqrt(squared / pairs.Count), actual / pairs.Count),
            Ratio(error, actual),
            Bands.Quantile(errors, Low),
            Bands.Quantile(errors, High)
        );
    }

    private static double? Ratio(double a, double b) => b == 0 ? null : a / b;
}
