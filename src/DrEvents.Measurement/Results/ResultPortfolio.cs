using DrEvents.Measurement.Delivery;
using DrEvents.Measurement.Errors;

namespace DrEvents.Measurement.Results;

/// <summary>
/// The VENs with a result together: sums in the order of their ids, an entry for each interval, kW. In an interval in which a VEN is not known, the sums
/// are those of the others; null where none is.
/// </summary>
/// <param name="SignedKw">Baseline minus actual.</param>
/// <param name="ClippedKw">The sum of what each VEN is above zero.</param>
/// <param name="UnknownVens">VENs that are not known in the interval.</param>
/// <param name="MeanKw">Signed, over the event.</param>
/// <param name="MeanRatio">Of that to the request.</param>
/// <param name="WorstRatio">The least of an interval.</param>
/// <param name="WithinShare">Intervals that are within ±5 % of the request, as a share.</param>
/// <param name="FirstResponseMinutes">To the first interval with a tenth of the request; null where none is (<see cref="EventDelivery.ToFirstResponse"/>).</param>
/// <param name="SustainedMinutes">To the interval from which on nine tenths are held to the end; null where they are not (<see cref="EventDelivery.ToSustained"/>).</param>
/// <param name="Band">
/// Between what the mean lies in nine of ten cases, by what all VENs together missed by on the same days, so that errors that they have in common count as
/// such; null where a VEN's method has no days, or too few days are common to half of the VENs.
/// </param>
/// <param name="Around">What they used before and after the event; null in results from before that was measured, and where no VEN has a result.</param>
public sealed record ResultPortfolio(
    IReadOnlyList<double?> BaselineKw,
    IReadOnlyList<double?> ActualKw,
    IReadOnlyList<double?> SignedKw,
    IReadOnlyList<double?> ClippedKw,
    IReadOnlyList<int> UnknownVens,
    double? MeanKw,
    double? MeanRatio,
    double? WorstRatio,
    double? WithinShare,
    double? SignedKwh,
    double? ClippedKwh,
    double? FirstResponseMinutes = null,
    double? SustainedMinutes = null,
    ErrorBand? Band = null,
    PortfolioAround? Around = null
);
