using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>The reduction of the whole panel: its start, its plan, its end.</summary>
internal static class PanelShed
{
    /// <summary>
    /// How near to the request a plan has to come, and how far the meter may drift before it is planned anew: half of the ±5 % that are
    /// promised. A device that is told something new every few seconds wears out, and each change is an entry in the log.
    /// </summary>
    private const double ToleranceShare = 0.025;

    /// <summary>Below the noise of a home nothing is gained by switching.</summary>
    private const double ToleranceKwMin = 0.01;

    private const double LimitStepKw = 0.001;

    /// <summary>Begins a reduction. One that runs is replaced; the same event goes on against the same baseline.</summary>
    public static (IReadOnlyList<VenEvent> Happened, ShedPlan Plan) Start(
        Situation now,
        string? eventId,
        int? revision,
        double requestedKw,
        DateTimeOffset until,
        int? returnS = null
    )
    {
        var happened = new List<VenEvent>();
        if (now.State.Shed is { } running && (running.What.EventId != eventId || eventId is null))
            happened.Add(new ShedEnded(running.What.EventId, EndReasons.Replaced, []));
        if (eventId is not null && now.State.Announced.ContainsKey(eventId))
            happened.Add(new AnnouncementEnded(eventId, EndReasons.Started));
        var started = new ShedStarted(eventId, revision, requestedKw, now.BaselineKw, until, returnS);
        var plan = Plan(now, requestedKw);
        // A reduction that goes on keeps the baseline that it began with.
        if (now.State.Shed is null && now.Estimate is { } estimate)
            happened.Add(
                new BaselineTaken(
                    eventId,
                    WireKw.Round(estimate.MeanKw),
                    estimate.StandardErrorKw is { } errorKw ? WireKw.Round(errorKw) : null,
                    estimate.Minutes
                )
            );
        happened.Add(started);
        happened.Add(new LoadsLimited(plan.Limits));
        return (happened, plan);
    }

    /// <summary>Ends the running reduction and gives its loads back at once.</summary>
    public static ShedEnded End(VenState state, string reason) =>
        new(state.Shed!.What.EventId, reason, [.. state.PanelLimits.Keys.Order(StringComparer.Ordinal)]);

    /// <summary>Ends the running reduction and gives its loads back as slowly as it says itself, or as a command says now.</summary>
    public static IReadOnlyList<VenEvent> EndSlowly(Situation now, string reason, int? returnS = null) =>
        [End(now.State, reason), .. GentleReturns.After(now, now.State.Shed!.What, returnS)];

    /// <summary>The limits that the running reduction needs now, or null where those that are set will do.</summary>
    public static LoadsLimited? Adjust(Situation now)
    {
        var shed = now.State.Shed!.What;
        var current = now.State.PanelLimits;
        var aimKw = now.BaselineKw - shed.RequestedReductionKw;
        if (MeterKw(Capped(now), current) is { } meterKw && Math.Abs(meterKw - aimKw) <= ToleranceKw(shed.RequestedReductionKw))
            return null;
        var limits = Plan(now, shed.RequestedReductionKw).Limits;
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
        Math.Clamp(now.BaselineKw - (PlannedKw(now) - plan.ReductionKw), 0, requestedKw);

    /// <summary>What comes of the limits that are set, if the loads obey them, kW: the baseline less what the meter would show then.</summary>
    public static double PromisedKw(Situation now)
    {
        var limits = now.State.LimitsAt(now.Now);
        return now.BaselineKw - now.Loads.Sum(l => limits.TryGetValue(l.Id, out var kw) && l.MayBeShed ? l.UnderLimitKw(kw) : l.NowKw);
    }

    private static ShedPlan Plan(Situation now, double requestedKw)
    {
        var neededKw = PlannedKw(now) - (now.BaselineKw - requestedKw);
        return ShedPlanner.Plan([.. Capped(now)], neededKw, ToleranceKw(requestedKw), now.State.PanelLimits);
    }

    /// <summary>What the meter shows under limits that are set; null where one of them lies on a load that may not be shed any more.</summary>
    public static double? MeterKw(IEnumerable<LoadState> loads, IReadOnlyDictionary<string, double> limits)
    {
        var meterKw = 0.0;
        foreach (var load in loads)
        {
            var isLimited = limits.TryGetValue(load.Id, out var limitKw);
            if (isLimited && !load.MayBeShed)
                return null;
            meterKw += isLimited || load.IsHeldOff ? load.UnderLimitKw(limitKw) : load.PlannedKw;
        }
        return meterKw;
    }

    private static double ToleranceKw(double requestedKw) => Math.Max(ToleranceShare * requestedKw, ToleranceKwMin);

    /// <summary>Limits that keep the meter within so many kW of an aim, those that are set where they will do; loads that may be shed give way.</summary>
    public static IReadOnlyDictionary<string, double> LimitsFor(
        IReadOnlyList<LoadState> loads,
        double aimKw,
        double toleranceKw,
        IReadOnlyDictionary<string, double> current
    ) => ShedPlanner.Plan(loads, loads.Sum(l => l.PlannedKw) - aimKw, toleranceKw, current).Limits;

    private static double PlannedKw(Situation now) => Capped(now).Sum(l => l.PlannedKw);

    /// <summary>The loads as they are without the panel's reduction: those with a reduction of their own keep that.</summary>
    public static IEnumerable<LoadState> Capped(Situation now) =>
        now.Loads.Select(l => now.State.LoadSheds.TryGetValue(l.Id, out var own) ? l.CappedAt(own.LimitKw) : l);
}
