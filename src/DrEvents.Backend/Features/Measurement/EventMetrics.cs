using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>
/// An event's figures, as the contract defines them. Sums run in the order of the VENs' ids, so that the same inputs give the same digits.
/// </summary>
public static class EventMetrics
{
    /// <summary>The figures at this time.</summary>
    public static EventMetricsView Of(EventFigures figures, DateTimeOffset now)
    {
        var told = figures.Parts.Where(p => p.Commands.Any(c => c.Op == CommandOps.ShedPanel)).ToList();
        var meters = InOrder(figures.Metered.Values);
        var fresh = meters.Where(m => IsLive(figures.Event, m, now)).ToList();
        var responses = told.Where(p => p.ResponseMs is not null).Select(p => p.ResponseMs!.Value).ToList();
        return new EventMetricsView(
            figures.Event.Id,
            figures.Event.Status,
            figures.Event.RequestedReductionKw,
            CurrentReductionKw: fresh.Sum(m => m.CurrentReductionKw),
            ClaimedReductionKw: fresh.Sum(m => m.LastClaimedKw ?? 0),
            ActualReductionKw(figures.Event, meters, now),
            VensTargeted: figures.Parts.Count,
            VensDispatched: told.Count,
            VensResponding: responses.Count,
            VensRefused: told.Count(p => p.Status is ParticipationStatus.Refused or ParticipationStatus.OptedOut),
            VensFresh: fresh.Count,
            VensUnverified: told.Count(p => figures.Metered.GetValueOrDefault(p.Id)?.BaselineKw is null),
            AvgResponseMs: responses.Count == 0 ? null : responses.Average(),
            figures.Event.ShortfallKw
        );
    }

    /// <summary>While active the current reduction, afterwards the mean over the VENs' parts; null before the start.</summary>
    public static double? ActualReductionKw(DrEvent owner, IEnumerable<MeteredParticipation> metered, DateTimeOffset now) =>
        owner switch
        {
            { ActivatedAt: null } => null,
            { IsActive: true } => InOrder(metered).Where(m => IsLive(owner, m, now)).Sum(m => m.CurrentReductionKw),
            _ => InOrder(metered).Sum(m => m.MeanReductionKw ?? 0),
        };

    /// <summary>Only a running event has a current reduction.</summary>
    private static bool IsLive(DrEvent owner, MeteredParticipation meter, DateTimeOffset now) => owner.IsActive && meter.IsFresh(now);

    private static List<MeteredParticipation> InOrder(IEnumerable<MeteredParticipation> metered) =>
        [.. metered.OrderBy(m => m.VenId, StringComparer.Ordinal)];
}
