using System.Globalization;

namespace DrEvents.Simulator.Truth;

/// <summary>What one sample of a VEN hides: what the home would have used at that moment had nobody ever asked it for anything.</summary>
/// <param name="VenId">The VEN.</param>
/// <param name="At">When it was measured, by the machine's clock, whatever the VEN's own shows.</param>
/// <param name="UsedKw">What the home used, kW.</param>
/// <param name="WouldHaveUsedKw">What its twin used, which is never asked, kW.</param>
/// <param name="EventId">The event that the VEN believed to be in.</param>
public sealed record TruthRow(string VenId, DateTimeOffset At, double UsedKw, double WouldHaveUsedKw, string? EventId)
{
    /// <summary>The columns of the file.</summary>
    public const string Header = "venId,at,usedKw,wouldHaveUsedKw,deliveredKw,eventId";

    /// <summary>What was really delivered, kW. Negative where what was shed before comes back.</summary>
    public double DeliveredKw => Math.Round(WouldHaveUsedKw - UsedKw, 3);

    /// <summary>The row as it stands in the file. No field can hold a comma or a quotation mark.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{VenId},{At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z,{UsedKw:0.###},{WouldHaveUsedKw:0.###},{DeliveredKw:0.###},{EventId}"
        );
}
