using DrEvents.Backend.Features.Events;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>An event's figures, as the contract defines them.</summary>
public static class EventMetrics
{
    /// <summary>The figures; only a running event has a current reduction.</summary>
    public static EventMetricsView Of(DrEvent owner, EventTotals totals) =>
        new(
            owner.Id,
            owner.Status,
            owner.RequestedReductionKw,
            CurrentReductionKw: owner.IsActive ? totals.CurrentReductionKw : 0,
            ClaimedReductionKw: owner.IsActive ? totals.ClaimedReductionKw : 0,
            ActualReductionKw(owner, totals),
            VensTargeted: totals.Targeted,
            VensDispatched: totals.Told,
            VensResponding: totals.Responding,
            VensRefused: totals.Refused,
            VensFresh: owner.IsActive ? totals.Fresh : 0,
            VensUnverified: totals.Unverified,
            AvgResponseMs: totals.AvgResponseMs,
            owner.ShortfallKw
        );

    /// <summary>While active the current reduction, afterwards the mean over the VENs' parts; null before the start.</summary>
    public static double? ActualReductionKw(DrEvent owner, EventTotals totals) =>
        owner switch
        {
            { ActivatedAt: null } => null,
            { IsActive: true } => totals.CurrentReductionKw,
            _ => totals.MeanReductionKw,
        };
}
