using DrEvents.Measurement.LikeDays;

namespace DrEvents.Measurement.Engine;

/// <summary>How a baseline was moved to the level of the event's day.</summary>
/// <param name="WindowHours">Length of its windows together.</param>
/// <param name="Raw">The factor, or the difference in kW, as it was computed; null where it could not be, or where there is none.</param>
/// <param name="Applied">The same within its bounds; what was used.</param>
/// <param name="Note">What has to be known of it, such as missing intervals.</param>
public sealed record AdjustmentMade(AdjustmentKind Kind, double WindowHours, double? Raw, double? Applied, string? Note = null)
{
    /// <summary>The note of a window of which the event's day knows too little.</summary>
    public const string WindowLacks = "not adjusted: the meter knows less than half of the window on the event's day";

    public static readonly AdjustmentMade None = new(AdjustmentKind.None, 0, null, null);
}

/// <summary>
/// A baseline and what it says of an event: an entry for each interval, powers in kW. Nothing is rounded before <see cref="Rounded"/>.
/// </summary>
/// <param name="Days">Every day that was looked at, newest first.</param>
/// <param name="ActualKw">Null where the meter misses a part of the interval.</param>
/// <param name="ReductionKw">What settles: baseline minus actual, clipped where the profile has a floor; null where it is not known.</param>
/// <param name="EnergyKwh">Of the reduction; null where any interval of it is not known.</param>
/// <param name="Problem">Why there is no baseline; null where there is one. Lists of figures are empty then.</param>
public sealed record BaselineResult(
    IReadOnlyList<DayVerdict> Days,
    IReadOnlyList<double> UnadjustedKw,
    AdjustmentMade Adjustment,
    IReadOnlyList<double> BaselineKw,
    IReadOnlyList<double?> ActualKw,
    IReadOnlyList<double?> ReductionKw,
    double? EnergyKwh,
    string? Problem
)
{
    /// <summary>Baseline minus actual, also where the profile counts a reduction below zero as zero; null where the actual is not known.</summary>
    public IReadOnlyList<double?> SignedReductionKw { get; init; } = [];

    /// <summary>Its energy; null where any interval of it is not known.</summary>
    public double? SignedEnergyKwh { get; init; }

    /// <summary>What is not known, and may be known later, of the hours that the baseline is made of; null where nothing is.</summary>
    public string? Lacks { get; init; }

    /// <summary>Digits after the point of powers and energies.</summary>
    public const int Digits = 6;

    /// <summary>Digits after the point of a factor.</summary>
    public const int FactorDigits = 9;

    private const double DecimalMost = 1e15;

    /// <summary>Rounded half away from zero, once, at the end.</summary>
    public BaselineResult Rounded() =>
        this with
        {
            UnadjustedKw = [.. UnadjustedKw.Select(kw => Round(kw))],
            BaselineKw = [.. BaselineKw.Select(kw => Round(kw))],
            ActualKw = [.. ActualKw.Select(kw => Round(kw))],
            ReductionKw = [.. ReductionKw.Select(kw => Round(kw))],
            EnergyKwh = Round(EnergyKwh),
            SignedReductionKw = [.. SignedReductionKw.Select(kw => Round(kw))],
            SignedEnergyKwh = Round(SignedEnergyKwh),
            Adjustment = Adjustment with { Raw = Round(Adjustment.Raw, FactorDigits), Applied = Round(Adjustment.Applied, FactorDigits) },
        };

    /// <summary>
    /// Half away from zero, in decimal digits. Binary sums miss a tie by their noise: first they are rounded to four digits more (and to no more than 15
    /// in all), which makes the tie a tie again.
    /// </summary>
    public static double Round(double value, int digits = Digits)
    {
        const int noise = 4;
        // A larger one has no digits after the point, and need not fit into a decimal.
        if (!(Math.Abs(value) < DecimalMost))
            return value;
        var tie = Math.Round((decimal)value, digits + noise, MidpointRounding.AwayFromZero);
        // Plus zero, since minus zero is the same figure in other digits.
        return (double)Math.Round(tie, digits, MidpointRounding.AwayFromZero) + 0.0;
    }

    public static double? Round(double? value, int digits = Digits) => value is { } v ? Round(v, digits) : null;

    internal static BaselineResult Impossible(string problem, IReadOnlyList<DayVerdict> days) =>
        new(days, [], AdjustmentMade.None, [], [], [], null, problem);
}
