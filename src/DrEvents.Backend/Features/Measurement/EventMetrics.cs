using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Measurement;

public static class EventMetrics
{
    public static EventMetricsView Of(DrEvent owner, EventTotals totals) =>
        new(
            owner.Id,
            owner.Status,
            owner.RequestedReductionKw,
            CurrentReductionKw: owner.IsActive ? totals.CurrentReductionKw : 0,
            ClaimedReductionKw: owner.IsActive ? totals.ClaimedReductionKw : 0,
            ActualReductionKw(owner, totals),
            VensTargeted: totals.Targeted,
            // Before the start their commands may be ready, and none is sent.
            VensDispatched: owner.ActivatedAt is null ? 0 : totals.Told,
            VensResponding: totals.Responding,
            VensRefused: totals.Refused,
            VensFresh: owner.IsActive ? totals.Fresh : 0,
            VensExpected: owner.IsActive ? totals.Expected : 0,
            ExpectedReductionKw: owner.IsActive ? totals.ExpectedReductionKw : 0,
            VensUnverified: owner.ActivatedAt is null ? 0 : totals.Unverified,
            AvgResponseMs: totals.AvgResponseMs,
            owner.ShortfallKw,
            totals.ReadingsLeftOut,
            CurrentReductionErrorKw: owner.IsActive && totals.Fresh + totals.Expected > 0 ? totals.CurrentErrorKw : null,
            BaselineMethods: owner.IsActive ? MethodsOf(totals) : null,
            PreEventReductionKw: owner.IsActive ? totals.PreEventReductionKw : 0,
            totals.Return?.ReboundKwh,
            totals.Return?.NetKwh,
            totals.Return?.PeakShare,
            VensDelivering: owner.IsActive ? totals.Delivering : 0,
            VensNotDelivering: owner.IsActive ? totals.NotDelivering : 0,
            VensUnproven: totals.Unproven
        );

    private static Dictionary<string, int> MethodsOf(EventTotals totals)
    {
        var byClaim = totals.Fresh - totals.ByCounterfactual - totals.ByLikeDays - totals.ByControlGroup - totals.ByPreEventMean;
        (string Method, int Vens)[] all =
        [
            (BaselineMethods.Counterfactual, totals.ByCounterfactual),
            (BaselineMethods.LikeDays, totals.ByLikeDays),
            (BaselineMethods.ControlGroup, totals.ByControlGroup),
            (Seal.Method, totals.ByPreEventMean),
            (BaselineMethods.Claim, byClaim),
        ];
        return all.Where(m => m.Vens > 0).ToDictionary(m => m.Method, m => m.Vens);
    }

    public static async Task<double?> ActualAsync(IQuerySession session, DrEvent owner, DateTimeOffset now, CancellationToken cancellation)
    {
        var totals = await EventTotals.ReadAsync(session, [owner.Id], now, owner, cancellation);
        return ActualReductionKw(owner, totals.GetValueOrDefault(owner.Id, EventTotals.None));
    }

    public static double? ActualReductionKw(DrEvent owner, EventTotals totals) =>
        owner switch
        {
            { ActivatedAt: null } => null,
            { IsActive: true } => totals.CurrentReductionKw,
            _ => totals.MeanReductionKw,
        };
}
