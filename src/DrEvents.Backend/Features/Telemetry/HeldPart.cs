namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Of five minutes of a VEN, what belongs to one event that held it.</summary>
/// <param name="ClaimedS">The time in which it claimed something, and the sum of that.</param>
/// <param name="PromisedS">The time in which it said with its samples what it promises to shed, and the sum of that.</param>
public sealed record HeldPart(
    string EventId,
    double MeasuredS,
    double UsedSumKw,
    double ExpectedS,
    double ExpectedSumKw,
    double UsedThenSumKw,
    double PromisedS,
    double PromisedSumKw,
    double ClaimedS = 0,
    double ClaimedSumKw = 0
) : MeterSums(MeasuredS, UsedSumKw, ExpectedS, ExpectedSumKw, UsedThenSumKw)
{
    /// <summary>What it claims over the time that was measured, kW; null where it does not.</summary>
    [JsonIgnore]
    public double? ClaimedKw => ClaimedS > 0 ? ClaimedSumKw / ClaimedS : null;

    public static IReadOnlyList<HeldPart> Counted(IReadOnlyList<HeldPart> parts, string eventId, TelemetrySampled sample, double seconds)
    {
        var part = parts.FirstOrDefault(p => p.EventId == eventId);
        var counted = (part ?? new HeldPart(eventId, 0, 0, 0, 0, 0, 0, 0)).After(sample, seconds);
        return part is null ? [.. parts, counted] : [.. parts.Select(p => ReferenceEquals(p, part) ? counted : p)];
    }

    private HeldPart After(TelemetrySampled sample, double seconds) =>
        (HeldPart)Plus(sample, seconds) with
        {
            PromisedS = PromisedS + (sample.PromisedReductionKw is null ? 0 : seconds),
            PromisedSumKw = PromisedSumKw + (sample.PromisedReductionKw ?? 0) * seconds,
            ClaimedS = ClaimedS + (sample.ShedPowerKw is null ? 0 : seconds),
            ClaimedSumKw = ClaimedSumKw + (sample.ShedPowerKw ?? 0) * seconds,
        };
}
