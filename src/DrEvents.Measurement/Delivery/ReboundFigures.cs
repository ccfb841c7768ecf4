using DrEvents.Measurement.Engine;

namespace DrEvents.Measurement.Delivery;

/// <summary>What was used above the baseline in a time before or after an event.</summary>
/// <param name="OverKw">L − B', signed, an entry for each interval; null where the load or the baseline is not known. Empty where there is no such time.</param>
/// <param name="Why">Why the time is not looked at; null where it is.</param>
public readonly record struct AroundUse(IReadOnlyList<double?> OverKw, string? Why);

/// <summary>
/// What an event cost before and after it. Energies in kWh, rounded half away from zero to six digits; null, with the reason, where any interval that a figure
/// needs is not known.
/// </summary>
/// <param name="PreCoolingKwh">Σ max(0, L − B')·Δt before the event; 0 where it was not announced, so that nobody could prepare for it.</param>
/// <param name="ReboundKwh">Σ max(0, L − B')·Δt after the event.</param>
/// <param name="SnapbackRatio">
/// The highest max(0, L − B') of an interval after the event ÷ the mean reduction delivered in it. Evaluations of load control call the rise after an event
/// snapback and set no ratio; this one is DrEvents' own: 1 says that the peak after the event is as high as the reduction was deep. Null where nothing was delivered.
/// </param>
/// <param name="NetKwh">Delivered energy − pre-cooling − rebound.</param>
/// <param name="Why">Why figures are null; null where none is.</param>
public sealed record ReboundFigures(double? PreCoolingKwh, double? ReboundKwh, double? SnapbackRatio, double? NetKwh, string? Why)
{
    /// <param name="deliveredKwh">Signed energy of the reduction in the event; null where it is not known.</param>
    /// <param name="eventHours">Length of the event.</param>
    /// <param name="intervalHours">Length of the intervals before and after it.</param>
    public static ReboundFigures Of(double? deliveredKwh, double eventHours, double intervalHours, AroundUse before, AroundUse after)
    {
        var (beforeWhy, afterWhy) = (WhyNot(before), WhyNot(after));
        double? preCooling = beforeWhy is null ? Kwh(before, intervalHours) : null;
        double? rebound = afterWhy is null ? Kwh(after, intervalHours) : null;
        var meanKw = deliveredKwh / eventHours;
        var peakKw = afterWhy is null ? after.OverKw.Select(kw => Math.Max(0, kw!.Value)).DefaultIfEmpty().Max() : (double?)null;
        string?[] reasons =
        [
            beforeWhy is null ? null : $"before the event: {beforeWhy}",
            afterWhy is null ? null : $"after the event: {afterWhy}",
            deliveredKwh is null ? "the energy of the event is not known"
            : deliveredKwh <= 0 ? "nothing was delivered that a rebound could be compared with"
            : null,
        ];
        return new ReboundFigures(
            preCooling,
            rebound,
            meanKw > 0 ? BaselineResult.Round(peakKw / meanKw) : null,
            BaselineResult.Round(deliveredKwh - preCooling - rebound),
            reasons.Any(r => r is not null) ? string.Join("; ", reasons.OfType<string>()) : null
        );
    }

    private static string? WhyNot(AroundUse use) =>
        use.Why
        ?? (use.OverKw.Count(kw => kw is null) is > 0 and var missing ? $"{missing} of {use.OverKw.Count} intervals are not known" : null);

    private static double Kwh(AroundUse use, double intervalHours)
    {
        var sum = 0.0;
        foreach (var kw in use.OverKw)
            sum += Math.Max(0, kw!.Value) * intervalHours;
        return BaselineResult.Round(sum);
    }
}
