using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>Commands that take load away or give it back.</summary>
internal static class ShedCommands
{
    /// <summary>Sheds so many kW at the panel. It replaces what runs: which event comes first is the backend's to say.</summary>
    public static Decision ShedPanel(Situation now, VenCommand command)
    {
        if (!now.State.IsEnabled)
            return CommandDecider.Refuse(now, command, RefusalReasons.Disabled);
        if (OptOuts.Refusal(now.State, command.EventId) is { } optedOut)
            return CommandDecider.Refuse(now, command, optedOut);
        if (command.RequestedReductionKw is not > 0)
            return CommandDecider.Refuse(now, command, RefusalReasons.ReductionMissing);
        if (EndOf(now, command) is not { } until)
            return CommandDecider.Refuse(now, command, RefusalReasons.DurationMissing);
        if (until <= now.Now)
            return CommandDecider.Refuse(now, command, RefusalReasons.Expired);
        if (command.EventId is { } eventId && command.Revision <= now.State.RevisionOf(eventId))
            return CommandDecider.Refuse(now, command, RefusalReasons.StaleRevision);

        var requestedKw = command.RequestedReductionKw.Value;
        var (happened, plan) = PanelShed.Start(now, command.EventId, command.Revision, requestedKw, until, command.ReturnSeconds);
        var ack = CommandDecider.Answer(now, command) with
        {
            RequestedShedKw = requestedKw,
            ActualShedKw = WireKw.Round(PanelShed.AcceptedKw(now, plan, requestedKw)),
            TargetKw = WireKw.Round(now.BaselineKw - requestedKw),
            Until = until,
            CircuitsCurtailed = [.. plan.Parts.Select(p => ToCircuit(p, now.Load(p.LoadId)!.Value))],
        };
        return new Decision(happened, ack);
    }

    /// <summary>Remembers an event ahead of its start. Without a start and a reduction it is shown, but not begun unasked.</summary>
    public static Decision Announce(Situation now, VenCommand command)
    {
        if (command.EventId is not { } eventId)
            return CommandDecider.Refuse(now, command, RefusalReasons.EventIdMissing);
        if (OptOuts.Refusal(now.State, eventId) is { } optedOut)
            return CommandDecider.Refuse(now, command, optedOut);
        if (
            command.Revision <= now.State.RevisionOf(eventId)
            || command.Revision <= now.State.Announced.GetValueOrDefault(eventId)?.Revision
        )
            return CommandDecider.Refuse(now, command, RefusalReasons.StaleRevision);
        DateTimeOffset? endByDuration = command.DurationS is { } durationS ? (command.StartAt ?? now.Now).AddSeconds(durationS) : null;
        if (Earlier(command.EndAt ?? endByDuration, command.ExpiresAt) is not { } endAt)
            return CommandDecider.Refuse(now, command, RefusalReasons.EndMissing);
        if (endAt <= now.Now)
            return CommandDecider.Refuse(now, command, RefusalReasons.Expired);
        var announced = new EventAnnounced(eventId, command.Revision, command.StartAt, endAt, command.RequestedReductionKw);
        return new Decision([announced], CommandDecider.Answer(now, command));
    }

    /// <summary>Gives back what an event took, or everything where none is named; an event that was announced is not begun any more.</summary>
    public static Decision Restore(Situation now, VenCommand command)
    {
        var happened = new List<VenEvent>();
        var restored = new SortedSet<string>(StringComparer.Ordinal);
        if (command.EventId is { } eventId)
        {
            happened.Add(new EventRestored(eventId, command.Revision));
            if (now.State.Announced.ContainsKey(eventId))
                happened.Add(new AnnouncementEnded(eventId, EndReasons.Restored));
        }
        if (now.State.Shed is { } shed && IsMeant(shed.What.EventId))
        {
            restored.UnionWith(now.State.PanelLimits.Keys);
            happened.AddRange(PanelShed.EndSlowly(now, EndReasons.Restored, command.ReturnSeconds));
        }
        else if (command.ReturnSeconds == 0 && now.State.Gentle is { } gentle && IsMeant(gentle.EventId))
        {
            restored.UnionWith(now.State.PanelLimits.Keys);
            happened.Add(new GentleReturnEnded(EndReasons.Restored));
        }
        foreach (var (loadId, own) in now.State.LoadSheds)
        {
            if (!IsMeant(own.EventId))
                continue;
            restored.Add(loadId);
            happened.Add(new LoadShedEnded(loadId, EndReasons.Restored));
        }
        return new Decision(happened, CommandDecider.Answer(now, command) with { Restored = [.. restored] });

        bool IsMeant(string? runningEventId) => command.EventId is null || command.EventId == runningEventId;
    }

    /// <summary>Sheds so many kW at one load; a load that does not modulate goes off.</summary>
    public static Decision ShedLoad(Situation now, VenCommand command)
    {
        if (!now.State.IsEnabled)
            return CommandDecider.Refuse(now, command, RefusalReasons.Disabled);
        if (OptOuts.Refusal(now.State, command.EventId) is { } optedOut)
            return CommandDecider.Refuse(now, command, optedOut);
        if (command.LoadId is null)
            return CommandDecider.Refuse(now, command, RefusalReasons.LoadIdMissing);
        if (now.Load(command.LoadId) is not { } load)
            return CommandDecider.Refuse(now, command, RefusalReasons.UnknownLoad + command.LoadId);
        if (load.Description.IsCritical)
            return CommandDecider.Refuse(now, command, RefusalReasons.CriticalLoad);
        if (!load.Description.IsEnabled)
            return CommandDecider.Refuse(now, command, RefusalReasons.LoadDisabled);
        if (load.Readout.IsUrgent)
            return CommandDecider.Refuse(now, command, RefusalReasons.LoadHasToRun);
        if (command.ReduceKw is not > 0)
            return CommandDecider.Refuse(now, command, RefusalReasons.LoadReductionMissing);
        if (EndOf(now, command) is not { } until)
            return CommandDecider.Refuse(now, command, RefusalReasons.DurationMissing);
        if (until <= now.Now)
            return CommandDecider.Refuse(now, command, RefusalReasons.Expired);

        // A device that is only on or off is told to go off, and does so as soon as its own limits allow it.
        var limitKw = load.Description.IsModulating ? Math.Max(load.Readout.LowestKw, load.Readout.WantedKw - command.ReduceKw.Value) : 0;
        return new Decision(
            [new LoadShedStarted(load.Id, command.EventId, limitKw, until)],
            CommandDecider.Answer(now, command) with
            {
                TargetKw = WireKw.Round(load.UnderLimitKw(limitKw)),
                Until = until,
            }
        );
    }

    /// <summary>The end by the command's duration, cut at its expiry; by its expiry alone where it has no duration.</summary>
    private static DateTimeOffset? EndOf(Situation now, VenCommand command) =>
        Earlier(command.DurationS is { } durationS ? now.Now.AddSeconds(durationS) : null, command.ExpiresAt);

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;

    private static CurtailedCircuit ToCircuit(LoadPart part, LoadState load) =>
        new(
            part.LoadId,
            load.Description.Name,
            BreakerAmps: null,
            WireKw.Round(part.WantedKw),
            WireKw.Round(part.ReductionKw),
            WireKw.Round(part.LimitKw),
            load.Description.IsCritical
        );
}
