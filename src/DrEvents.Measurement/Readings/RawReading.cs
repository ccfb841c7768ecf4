using NodaTime;

namespace DrEvents.Measurement.Readings;

/// <summary>One value of a meter as it came in.</summary>
/// <param name="At">When it was so, by the meter's clock.</param>
/// <param name="Kw">Power; what is below 0 is export. A reading that holds no number is NaN.</param>
/// <param name="ReceivedAt">When it was received, by the receiver's clock; null where that is not known.</param>
public readonly record struct RawReading(Instant At, double Kw, Instant? ReceivedAt = null);

/// <summary>What is known of a meter and its site.</summary>
/// <param name="UsualInterval">Usual time from a reading to the next, above zero.</param>
/// <param name="HasGeneration">Whether something at the site generates, so that less than 0 is possible.</param>
/// <param name="StepMostKw">The largest step from a reading to the next that its loads can make; null where nobody knows it.</param>
public sealed record MeterFacts(Duration UsualInterval, bool HasGeneration = false, double? StepMostKw = null);
