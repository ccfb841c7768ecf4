using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>How an event's VENs came back within the hour after it, all together.</summary>
/// <param name="ReboundKwh">What they used above their baselines, over the five minutes in which they used more.</param>
/// <param name="NetKwh">The same, signed, over all.</param>
/// <param name="PeakShare">The highest that a five-minute mean was by the baseline then; null before one was measured for the half.</param>
public sealed record ReturnTotals(double ReboundKwh, double NetKwh, double? PeakShare)
{
    private const double SecondsPerHour = 3600;

    /// <summary>Adds them up in the order of the VENs' ids; null where nothing is known.</summary>
    public static ReturnTotals? Of(IEnumerable<MeteredParticipation> meters)
    {
        var returns = meters.Where(m => m.Return is not null).OrderBy(m => m.Id, StringComparer.Ordinal).ToList();
        var (reboundKwh, netKwh, peak, isKnown) = (0.0, 0.0, (double?)null, false);
        for (var place = 0; place < ReturnSums.Count; place++)
        {
            var known = returns.Select(m => m.ReturnAt(place)).Select(r => r.Sums.By(r.Basis)).Where(s => s.Seconds > 0).ToList();
            isKnown |= known.Count > 0;
            var overKwh = known.Sum(s => s.UsedSumKw - s.BaselineSumKw) / SecondsPerHour;
            (reboundKwh, netKwh) = (reboundKwh + Math.Max(0, overKwh), netKwh + overKwh);
            var baselineKw = known.Sum(s => s.BaselineSumKw / s.Seconds);
            // The first seconds of five minutes are no mean of them.
            var isMeasured = known.Sum(s => s.Seconds) >= known.Count * Interval.Length.TotalSeconds / 2;
            if (isMeasured && baselineKw > 0 && known.Sum(s => s.UsedSumKw / s.Seconds) / baselineKw is var share && !(share <= peak))
                peak = share;
        }
        if (!isKnown)
            return null;
        return new ReturnTotals(reboundKwh, netKwh, peak);
    }

    /// <summary>Those of an event, from its meters' documents: of one that is not over there are none.</summary>
    public static async Task<ReturnTotals?> ReadAsync(IQuerySession session, string eventId, CancellationToken cancellation) =>
        await session.LoadAsync<DrEvent>(eventId, cancellation) is { IsOver: true, ActivatedAt: not null }
            ? Of(await session.Query<MeteredParticipation>().Where(m => m.EventId == eventId).ToListAsync(cancellation))
            : null;
}
