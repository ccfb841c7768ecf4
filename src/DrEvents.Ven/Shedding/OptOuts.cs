using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>What an opt-out takes from the grid. <c>Kwh</c> is over the time that is left.</summary>
internal readonly record struct OptOutCost(double Kw, double Kwh);

/// <summary>The owner takes the home out of an event, or back into it. The backend is told by an acknowledgement that it did not wait for.</summary>
internal static class OptOuts
{
    /// <summary>Why a command for an event is refused, or null when the owner has not opted out of it.</summary>
    public static string? Refusal(VenState state, string? eventId) =>
        state.OptOuts.FindLast(o => o.EventId == eventId) is { } optedOut ? RefusalReasons.OptedOut + optedOut.Reason : null;

    /// <summary>What the grid would not get: what is delivered now, or what is asked of an event to come, over the rest of the time.</summary>
    public static OptOutCost Cost(double kw, DateTimeOffset from, DateTimeOffset until) =>
        new(Math.Max(0, kw), Math.Max(0, kw) * Math.Max(0, (until - from).TotalHours));

    /// <summary>Gives back at once what the event took, and waits for it no more.</summary>
    public static OwnerDecision Out(Situation now, string eventId, string? reason)
    {
        if (reason is null || !OptReasons.ToOptOut.Contains(reason))
            return OwnerDecision.No(RefusalKind.Invalid, "reason", "one of " + string.Join(", ", OptReasons.ToOptOut));
        if (Refusal(now.State, eventId) is { } known)
            return OwnerDecision.No(RefusalKind.Conflict, eventId, known);
        var isRunning = now.State.Shed?.What.EventId == eventId;
        var isAnnounced = now.State.Announced.ContainsKey(eventId);
        var byLoad = now.State.LoadSheds.Where(l => l.Value.EventId == eventId).Select(l => l.Key).ToArray();
        if (!isRunning && !isAnnounced && byLoad.Length == 0)
            return OwnerDecision.No(RefusalKind.Unknown, eventId, "no event of this id runs or is announced");

        var ack = Answered(now.State, eventId) with
        {
            Ok = false,
            At = now.Now,
            VenId = now.VenId,
            Error = RefusalReasons.OptedOut + reason,
        };
        var happened = new List<VenEvent> { new EventOptedOut(eventId, reason, Text(ack)) };
        if (isRunning)
            happened.Add(PanelShed.End(now.State, EndReasons.OptedOut));
        if (isAnnounced)
            happened.Add(new AnnouncementEnded(eventId, EndReasons.OptedOut));
        happened.AddRange(byLoad.Select(loadId => new LoadShedEnded(loadId, EndReasons.OptedOut)));
        return OwnerDecision.Done(happened);
    }

    /// <summary>Takes up again what the opt-out withdrew, for the time that is left.</summary>
    public static OwnerDecision In(Situation now, string eventId)
    {
        if (now.State.OptOuts.FindLast(o => o.EventId == eventId) is not { } optedOut)
            return OwnerDecision.No(RefusalKind.Unknown, eventId, "not opted out of an event of this id");
        if (optedOut.Until <= now.Now || optedOut is { Shed: null, Announced: null })
            return OwnerDecision.No(RefusalKind.Conflict, eventId, "the event is over");
        if (!now.State.IsEnabled)
            return OwnerDecision.No(RefusalKind.Conflict, eventId, "the VEN takes part in no events: it is disabled");
        if (optedOut.Shed is not null && now.State.Shed is { IsTest: false })
            return OwnerDecision.No(RefusalKind.Conflict, eventId, "another event is running");

        var ack = Answered(now.State, eventId) with { Ok = true, At = now.Now, VenId = now.VenId };
        var happened = new List<VenEvent>();
        if (optedOut.Announced is { } announced)
            happened.Add(announced);
        if (optedOut.Shed is { } shed)
        {
            var (started, plan) = PanelShed.Start(now, eventId, shed.Revision, shed.RequestedReductionKw, shed.Until);
            happened.AddRange(started);
            ack = ack with
            {
                RequestedShedKw = shed.RequestedReductionKw,
                ActualShedKw = WireKw.Round(PanelShed.AcceptedKw(now, plan, shed.RequestedReductionKw)),
                Until = shed.Until,
            };
        }
        return OwnerDecision.Done([new EventOptedIn(eventId, OptReasons.Participating, Text(ack)), .. happened]);
    }

    /// <summary>
    /// The head of an acknowledgement of the newest command that was obeyed for an event. Without one (an event begun long ago, whose
    /// answer is forgotten) the backend finds the command by the event.
    /// </summary>
    private static VenAck Answered(VenState state, string eventId)
    {
        for (var i = state.Answers.Count - 1; i >= 0; i--)
        {
            var ack = VenAck.Read(Encoding.UTF8.GetBytes(state.Answers[i].Ack)).Value;
            if (ack is { Ok: true, Op: CommandOps.ShedPanel or CommandOps.Event or CommandOps.ShedLoad } && ack.EventId == eventId)
                return new VenAck
                {
                    Op = ack.Op,
                    CorrelationId = ack.CorrelationId,
                    Ok = true,
                    EventId = eventId,
                };
        }
        return new VenAck
        {
            Op = CommandOps.Event,
            Ok = true,
            EventId = eventId,
        };
    }

    private static string Text(VenAck ack) => Encoding.UTF8.GetString(ack.ToUtf8());
}
