using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>
/// What time brings: reductions end, announced events begin, limits follow the loads. It looks at the state, not at what woke it, so
/// that a late call does what is right now and a needless one does nothing.
/// </summary>
internal static class Clockwork
{
    /// <summary>How often the limits of a running reduction or of a load on its way back are looked at, at the latest.</summary>
    private static readonly TimeSpan AdjustInterval = TimeSpan.FromSeconds(5);

    /// <summary>What has to happen now, in order.</summary>
    public static IReadOnlyList<VenEvent> Decide(Situation now)
    {
        var happened = new List<VenEvent>();
        void Happen(VenEvent one)
        {
            happened.Add(one);
            now = now.After(one);
        }

        foreach (var (loadId, own) in now.State.LoadSheds)
        {
            if (own.Until <= now.Now)
                Happen(new LoadShedEnded(loadId, EndReasons.TimeOver));
        }
        if (now.State.Shed is { } shed && shed.What.Until <= now.Now)
        {
            foreach (var one in PanelShed.EndSlowly(now, EndReasons.TimeOver))
                Happen(one);
        }
        foreach (var one in HaveToRun(now))
            Happen(one);
        if (now.State.Gentle is not null)
        {
            foreach (var one in GentleReturns.Decide(now))
                Happen(one);
        }
        foreach (var load in now.State.Returning.Values)
        {
            if (load.Until <= now.Now)
                Happen(new LoadReturned(load.LoadId));
        }

        foreach (var announced in now.State.Announced.Values.OrderBy(a => a.StartAt))
        {
            if (announced.EndAt <= now.Now)
                Happen(new AnnouncementEnded(announced.EventId, EndReasons.TimeOver));
            else if (IsDue(announced, now))
                Begin(announced, now, Happen);
        }
        if (now is { State.Shed: not null, IsJustLimited: false } && PanelShed.Adjust(now) is { } limited)
            Happen(limited);
        return happened;
    }

    /// <summary>When <see cref="Decide"/> has to be called next, at the latest; null when nothing is waited for.</summary>
    public static DateTimeOffset? NextDue(VenState state, DateTimeOffset now)
    {
        DateTimeOffset? due = state.Shed is { } shed ? Earlier(shed.What.Until, now + AdjustInterval) : null;
        if (state.Gentle is { } gentle)
            due = Earlier(Earlier(gentle.Until, now + AdjustInterval), due);
        foreach (var own in state.LoadSheds.Values)
            due = Earlier(Earlier(own.Until, now + AdjustInterval), due);
        foreach (var load in state.Returning.Values)
            due = Earlier(Earlier(now < load.At ? load.At : load.Until, now + AdjustInterval), due);
        foreach (var announced in state.Announced.Values)
        {
            // What could not begin when it was due (a VEN that is disabled) is looked at when a command changes that, or at its end.
            due = Earlier(announced.StartAt > now ? announced.StartAt.Value : announced.EndAt, due);
        }
        return due;
    }

    /// <summary>
    /// What has to run is not limited any more, by whatever it was: the heat pump's protection and the vehicle's departure go before every order.
    /// </summary>
    private static IEnumerable<VenEvent> HaveToRun(Situation now)
    {
        foreach (var load in now.Loads.Where(l => l.Readout.IsUrgent))
        {
            if (now.State.LoadSheds.ContainsKey(load.Id))
                yield return new LoadShedEnded(load.Id, EndReasons.HadToRun);
            if (now.State.PanelLimits.ContainsKey(load.Id) || now.State.Returning.ContainsKey(load.Id))
                yield return new LoadHadToRun(load.Id);
        }
    }

    private static bool IsDue(EventAnnounced announced, Situation now) =>
        now is { IsLogWritable: true, State.IsEnabled: true }
        && announced is { RequestedReductionKw: > 0, StartAt: { } startAt }
        && startAt <= now.Now;

    private static void Begin(EventAnnounced announced, Situation now, Action<VenEvent> happen)
    {
        // A command for the event is newer word than its announcement.
        if (now.State.Shed is { } running && running.What.EventId == announced.EventId && running.What.Revision is not null)
        {
            happen(new AnnouncementEnded(announced.EventId, EndReasons.Started));
            return;
        }
        var requestedKw = announced.RequestedReductionKw!.Value;
        foreach (var one in PanelShed.Start(now, announced.EventId, revision: null, requestedKw, announced.EndAt).Happened)
            happen(one);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset? b) => b < a ? b.Value : a;
}
