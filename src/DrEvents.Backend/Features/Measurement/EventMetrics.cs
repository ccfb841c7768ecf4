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
            owner.ShortfallKw
        );

    public static double? ActualReductionKw(DrEvent owner, EventTotals totals) =>
        owner switch
        {
            { ActivatedAt: null } => null,
            { IsActive: true } => totals.CurrentReductionKw,
            _ => totals.MeanReductionKw,
        };
}
