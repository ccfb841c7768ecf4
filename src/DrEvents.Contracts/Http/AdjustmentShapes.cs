namespace DrEvents.Contracts.Http;

/// <summary>A decision of the control loop. Powers in kW.</summary>
/// <param name="MeasuredKw">What the meters showed.</param>
/// <param name="ExpectedKw">What all that VENs were told before was to come to.</param>
/// <param name="Vens">The shares that were changed.</param>
public sealed record AdjustmentView(
    DateTimeOffset At,
    double RequestedReductionKw,
    double MeasuredKw,
    double ExpectedKw,
    IReadOnlyList<AdjustedShare> Vens
);

/// <summary>A share before and after, kW; 0 before for a VEN that was in reserve.</summary>
public sealed record AdjustedShare(string VenId, double FromKw, double ToKw);
