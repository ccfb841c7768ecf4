using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>The reduction of the whole panel: its start, its plan, its end.</summary>
internal static class PanelShed
{
    private const double ToleranceShare = 0.05;

    /// <summary>Below the noise of a home nothing is gained by switching.</summary>
    private const double ToleranceKwMin = 0.02;

    /// <summary>Limits that moved by less are left as they are, else every sample would write to the log.</summary>
    private const double LimitStepKw = 0.02;

    /// <summary>Begins a reduction. One that runs is replaced; the same event goes on against the same baseline.</summary>
    public static (IReadOnlyList<VenEvent> Happened, ShedPlan Plan) Start(
        Situation now,
        string? eventId,
        int? revision,
        double requestedKw,
        DateTimeOffset until
    )
    {
        var happened = new List<VenEvent>();
        if (now.State.Shed is { } running && (running.What.EventId != eventId || eventId is null))
            happened.Add(new ShedEnded(running.What.EventId, EndReasons.Replaced, []));
        if (eventId is not null && now.State.Announced.ContainsKey(eventId))
            happened.Add(new AnnouncementEnded(eventId, EndReasons.Started));
        var started = new ShedStarted(eventId, revision, requestedKw, now.BaselineKw, until);
        var plan = Plan(now, requestedKw, now.BaselineKw);
        happened.Add(started);
        happened.Add(new LoadsLimited(plan.Limits));
        return (happened, plan);
    }

    /// <summary>Ends the running reduction and gives its loads back.</summary>
    public static ShedEnded End(VenState state, string reason) =>
        new(state.Shed!.What.EventId, reason, [.. state.PanelLimits.Keys.Order(StringComparer.Ordinal)]);

    /// <summary>The limits that the running reduction needs now, or null where those that are set will do.</summary>
    public static LoadsLimited? Adjust(Situation now)
    {
        var shed = now.State.Shed!.What;
        var limits = Plan(now, shed.RequestedReductionKw, shed.BaselineKw).Limits;
        var current = now.State.PanelLimits;
        var isSame =
            limits.Count == current.Count
            && limits.All(l => current.TryGetValue(l.Key, out var kw) && Math.Abs(kw - l.Value) < LimitStepKw);
        return isSame ? null : new LoadsLimited(limits);
    }

    /// <summary>
    /// What a plan achieves against the baseline, kW: baseline − (wanted − planned), of the asked at most, and nothing where the loads
    /// use more than the baseline in spite of it.
    /// </summary>
    public static double AcceptedKw(Situation now, ShedPlan plan, double requestedKw) =>
        Math.Clamp(now.BaselineKw - (WantedKw(now) - plan.ReductionKw), 0, requestedKw);

    private static ShedPlan Plan(Situation now, double requestedKw, double baselineKw)
    {
        var neededKw = WantedKw(now) - (baselineKw - requestedKw);
        var toleranceKw = Math.Max(ToleranceShare * requestedKw, ToleranceKwMin);
        return ShedPlanner.Plan([.. Capped(now)], neededKw, toleranceKw, now.State.PanelLimits);
    }

    private static double WantedKw(Situation now) => Capped(now).Sum(l => l.Readout.WantedKw);

    /// <summary>The loads as they are without the panel's reduction: those with a reduction of their own keep that.</summary>
    private static IEnumerable<LoadState> Capped(Situation now) =>
        now.Loads.Select(l => now.State.LoadSheds.TryGetValue(l.Id, out var own) ? l.CappedAt(own.LimitKw) : l);
}
