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
    double? ClippedKwh
);
