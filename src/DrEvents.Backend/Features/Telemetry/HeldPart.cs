namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Of five minutes of a VEN, what belongs to one event that held it: the seconds that its readings stand for, and sums by these, kW.</summary>
/// <param name="ExpectedS">The time in which the VEN knew what the home would use; then what that was, and what was used.</param>
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
)
{
    public static IReadOnlyList<HeldPart> Counted(IReadOnlyList<HeldPart> parts, string eventId, TelemetrySampled sample, double seconds)
    {
        var part = parts.FirstOrDefault(p => p.EventId == eventId);
        var counted = (part ?? new HeldPart(eventId, 0, 0, 0, 0, 0, 0, 0)).After(sample, seconds);
        return part is null ? [.. parts, counted] : [.. parts.Select(p => ReferenceEquals(p, part) ? counted : p)];
    }

    private HeldPart After(TelemetrySampled sample, double seconds) =>
        this with
        {
            MeasuredS = MeasuredS + seconds,
            UsedSumKw = UsedSumKw + sample.UsedPowerKw * seconds,
            ExpectedS = ExpectedS + (sample.CounterfactualKw is null ? 0 : seconds),
            ExpectedSumKw = ExpectedSumKw + (sample.CounterfactualKw ?? 0) * seconds,
            UsedThenSumKw = UsedThenSumKw + (sample.CounterfactualKw is null ? 0 : sample.UsedPowerKw * seconds),
            PromisedS = PromisedS + (sample.PromisedReductionKw is null ? 0 : seconds),
            PromisedSumKw = PromisedSumKw + (sample.PromisedReductionKw ?? 0) * seconds,
            ClaimedS = ClaimedS + (sample.ShedPowerKw is null ? 0 : seconds),
            ClaimedSumKw = ClaimedSumKw + (sample.ShedPowerKw ?? 0) * seconds,
        };

    /// <summary>What it delivered over the time that was measured, kW; without any baseline what it claims; null where it does not.</summary>
    /// <param name="baselineKw">The sealed baseline, moved as the fleet has moved; used where the VEN does not know better.</param>
    public double? ReductionKw(double? baselineKw) =>
        MeasuredS <= 0 ? null
        : baselineKw is { } kw ? (ExpectedSumKw + kw * (MeasuredS - ExpectedS) - UsedSumKw) / MeasuredS
        : ExpectedS > 0 ? (ExpectedSumKw - UsedThenSumKw) / ExpectedS
        : ClaimedS > 0 ? ClaimedSumKw / ClaimedS
        : null;
}
