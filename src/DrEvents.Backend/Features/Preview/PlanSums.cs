using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Features.Preview;

/// <summary>What a plan comes to: who is not asked and why, which limits of homes bind, and what keeps kW from the event.</summary>
public static class PlanSums
{
    private const string Serving = "serving";
    private const string MaxKw = "maxKw";
    private const string MaxMinutes = "maxMinutesPerEvent";
    private const string MaxEvents = "maxEvents";
    private const string MinRest = "minRest";
    private const string Record = "record";
    private const string Forecast = "forecast";

    /// <summary>Less has no reason of its own, kW.</summary>
    private const double WattKw = 0.001;

    /// <summary>VENs that are not asked, the most of them first. What another event has is one reason, whichever that is.</summary>
    public static IReadOnlyList<PreviewReason> NotAsked(PlanNow planned)
    {
        var kw = planned.Candidates.ToDictionary(c => c.VenId, c => c.AvailableKw ?? 0);
        return
        [
            .. planned
                .Plan.Skipped.GroupBy(s => OneOf(s.Reason))
                .Select(g => new PreviewReason(g.Key, g.Count(), g.Sum(s => kw.GetValueOrDefault(s.VenId))))
                .OrderByDescending(r => r.Vens)
                .ThenBy(r => r.Reason, StringComparer.Ordinal),
        ];
    }

    /// <param name="from">When the event begins, or now if that is later.</param>
    public static IReadOnlyList<PreviewLimit> Limits(PlanNow planned, DrEvent asked, DateTimeOffset from)
    {
        var can = planned.Candidates.Where(c => c.Skip is null).ToList();
        return
        [
            .. new[]
            {
                Of(MaxKw, can.Where(c => c.CappedKw > 0), c => c.CappedKw),
                Of(
                    MaxMinutes,
                    can.Where(c => c is { EndsAt: not null, AvailableKw: > 0 }),
                    c => c.AvailableKw!.Value - Turns.MeanKw(c, asked, from)
                ),
                Of(MaxEvents, planned.Candidates.Where(c => c.Skip == SkipReasons.LimitReached), c => c.AvailableKw ?? 0),
                Of(MinRest, planned.Candidates.Where(c => c.Skip == SkipReasons.Resting), c => c.AvailableKw ?? 0),
            }.Where(l => l.Vens > 0),
        ];

        static PreviewLimit Of(string limit, IEnumerable<Candidate> bound, Func<Candidate, double> kw) =>
            new(limit, bound.Count(), bound.Sum(kw));
    }

    /// <summary>What the VENs are expected to deliver of their shares, kW.</summary>
    public static double ExpectedKw(PlanNow planned)
    {
        var delivered = planned.Candidates.ToDictionary(c => c.VenId, c => c.DeliveredShare);
        return planned.Plan.Shares.Sum(s => s.Kw * delivered[s.VenId]);
    }

    /// <summary>What keeps kW from an event that lacks some; empty where nothing is lacking.</summary>
    /// <param name="shortfallKw">What the event is expected to lack; more than the plan leaves open where less can be shed then than now.</param>
    public static IReadOnlyList<PreviewReason> Shortfall(PlanNow planned, IReadOnlyList<PreviewLimit> limits, double shortfallKw)
    {
        var nowKw = planned.Plan.ShortfallKw;
        if (Math.Max(shortfallKw, nowKw) < WattKw)
            return [];
        var unreliable = planned
            .Candidates.Where(c => c is { Skip: null, DeliveredShare: < 1 })
            .ToDictionary(c => c.VenId, c => c.DeliveredShare);
        var promised = planned.Plan.Shares.Where(s => unreliable.ContainsKey(s.VenId)).ToList();
        var byPlan = NotAsked(planned).Where(r => r.Reason is not (SkipReasons.NotNeeded or SkipReasons.NothingToShed) && r.Kw >= WattKw);
        List<PreviewReason> reasons =
        [
            .. byPlan,
            .. limits.Where(l => l.Limit is MaxKw or MaxMinutes).Select(l => new PreviewReason(l.Limit, l.Vens, l.Kw)),
            new(Record, promised.Count, promised.Sum(s => s.Kw * (1 - unreliable[s.VenId]))),
            new(Forecast, 0, shortfallKw - nowKw),
        ];
        reasons.RemoveAll(r => r.Kw < WattKw);
        // Nobody else has what is still open.
        var openKw = nowKw - reasons.Where(r => r.Reason != Forecast).Sum(r => r.Kw);
        if (openKw >= WattKw)
            reasons.Add(
                new PreviewReason(SkipReasons.NothingToShed, planned.Plan.Skipped.Count(s => s.Reason == SkipReasons.NothingToShed), openKw)
            );
        return [.. reasons.OrderByDescending(r => r.Kw).ThenBy(r => r.Reason, StringComparer.Ordinal)];
    }

    /// <summary>Every VEN that is meant: the largest shares first, then those that are not asked.</summary>
    public static List<(Candidate Ven, double ShareKw, string? Reason)> InOrder(PlanNow planned)
    {
        var shares = planned.Plan.Shares.ToDictionary(s => s.VenId, s => s.Kw);
        var skips = planned.Plan.Skipped.ToDictionary(s => s.VenId, s => s.Reason);
        return
        [
            .. planned
                .Candidates.Select(c => (Ven: c, ShareKw: shares.GetValueOrDefault(c.VenId), Reason: skips.GetValueOrDefault(c.VenId)))
                .OrderByDescending(v => v.ShareKw)
                .ThenBy(v => v.Ven.VenId, StringComparer.Ordinal),
        ];
    }

    private static string OneOf(string reason) => reason.StartsWith(SkipReasons.ServingPrefix, StringComparison.Ordinal) ? Serving : reason;
}
