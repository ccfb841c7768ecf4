using NodaTime;

namespace DrEvents.Measurement.Delivery;

/// <summary>An interval of a VEN or of a portfolio: what it would have used and what it used, as interval means in kW.</summary>
/// <param name="BaselineKw">The adjusted baseline B'; null (or NaN) where there is none.</param>
/// <param name="MeteredKw">The load L; null (or NaN, as in a meter's series) where the meter misses a part of it.</param>
public readonly record struct DeliveryInterval(Instant Start, Instant End, double? BaselineKw, double? MeteredKw)
{
    /// <summary>R = B' − L, signed: below 0 where more was used than without the event. Null where either is not known.</summary>
    public double? SignedKw => BaselineKw - MeteredKw is { } kw && double.IsFinite(kw) ? kw : null;

    internal bool HasBaseline => BaselineKw is { } kw && double.IsFinite(kw);

    /// <summary>max(0, R).</summary>
    public double? ClippedKw => SignedKw is { } kw ? Math.Max(0, kw) : null;
}

/// <summary>An event as it was asked for, and from where on something counts.</summary>
/// <param name="RequestedKw">The reduction that was asked for, above 0 or 0.</param>
/// <param name="Start">Its start.</param>
/// <param name="End">Its end, after the start.</param>
public sealed record DeliveryQuestion(double RequestedKw, Instant Start, Instant End)
{
    /// <summary>The part of what was asked for that counts as a first response; less is noise of the load.</summary>
    public double FirstResponseShare { get; init; } = 0.1;

    /// <summary>The part that counts as sustained.</summary>
    public double SustainedShare { get; init; } = 0.9;

    /// <summary>How far from what was asked for an interval may lie to be within the band.</summary>
    public double BandShare { get; init; } = 0.05;
}
