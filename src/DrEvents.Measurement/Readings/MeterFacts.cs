namespace DrEvents.Measurement.Readings;

/// <summary>What is known of a meter and its site.</summary>
/// <param name="ReportSeconds">Usual time from a reading to the next, above zero.</param>
/// <param name="Generates">Whether something at the site generates, so that less than 0 is possible; null where nobody knows.</param>
/// <param name="LargestLoadKw">The largest load that is described; null where none is.</param>
public readonly record struct MeterFacts(int ReportSeconds, bool? Generates = null, double? LargestLoadKw = null);
