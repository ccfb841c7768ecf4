namespace DrEvents.Backend.Features.Telemetry;

/// <summary>What a VEN's use is held against at a moment, beside what its own models say. Powers in kW; null for what there is not.</summary>
/// <param name="SealedKw">The mean of the half hour before.</param>
/// <param name="LikeDaysKw">What its like days say of that moment.</param>
/// <param name="AreLikeDaysFirst">Whether like days go before its own models.</param>
public readonly record struct Basis(double? SealedKw, double? LikeDaysKw = null, bool AreLikeDaysFirst = false)
{
    public static implicit operator Basis(double? sealedKw) => new(sealedKw);

    /// <summary>What the home would use by better than the half hour before; null where nothing better is known.</summary>
    /// <param name="expectedKw">What its own models say; null where it does not know.</param>
    public double? BetterKw(double? expectedKw) => AreLikeDaysFirst ? LikeDaysKw ?? expectedKw : expectedKw ?? LikeDaysKw;
}
