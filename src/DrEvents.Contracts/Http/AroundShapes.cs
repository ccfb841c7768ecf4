namespace DrEvents.Contracts.Http;

/// <summary>
/// What was used above the baseline before and after an event, kWh; of the portfolio from its summed loads and baselines. The baseline is that of the event, carried
/// on. A figure is null where any interval that it needs is not known, and until the time after the event is over: a superseding result has it then.
/// </summary>
/// <param name="PreCoolingKwh">Σ max(0, actual − baseline)·Δt before the event, from its announcement on at the earliest.</param>
/// <param name="ReboundKwh">The same after it, for as long as it lasted, four hours at most, and up to the VEN's next event.</param>
/// <param name="SnapbackRatio">The highest actual − baseline of an interval after the event ÷ the mean delivered in it.</param>
/// <param name="NetKwh">Delivered energy less pre-cooling and rebound.</param>
/// <param name="Why">Why figures are null; null where none is.</param>
/// <param name="Before">The intervals before the event; the last one ends with its start.</param>
/// <param name="After">The intervals after it; the first one begins with its end.</param>
[ExactNumbers]
public sealed record AroundView(
    double? PreCoolingKwh,
    double? ReboundKwh,
    double? SnapbackRatio,
    double? NetKwh,
    string? Why,
    AroundLinesView Before,
    AroundLinesView After
);

/// <summary>An entry for each interval; null where it is not known.</summary>
/// <param name="UnknownVens">VENs of a portfolio that are not known in the interval; empty for one VEN.</param>
[ExactNumbers]
public sealed record AroundLinesView(IReadOnlyList<double?> BaselineKw, IReadOnlyList<double?> ActualKw, IReadOnlyList<int> UnknownVens);
