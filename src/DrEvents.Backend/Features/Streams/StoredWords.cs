using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Features.Vens;
using static DrEvents.Backend.Hosting.SaidValues;
using static DrEvents.Backend.Hosting.Sentence;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line what a stored event means, with the figures that matter. Of whom it speaks, stands beside it.</summary>
public static class StoredWords
{
    public static Sentence Of(object stored) =>
        OfEvent(stored)
        ?? OfParticipation(stored)
        ?? OfVen(stored)
        ?? MeasurementWords.Of(stored)
        ?? AccessWords.Of(stored)
        ?? OfAction(stored)
        ?? IdentityWords.Of(stored)
        ?? ProgrammeWords.Of(stored)
        ?? ErasureWords.Of(stored)
        ?? new Sentence(stored.GetType().Name, Said: null);

    private static Sentence? OfEvent(object stored) =>
        stored switch
        {
            EventScheduled e => Say(
                SaidKind.EventScheduled,
                $"{Kw(e.RequestedReductionKw):requestedKw} asked for from {At(e.StartTime):start} to {At(e.EndTime):end}{Shortfall(e.ShortfallKw):shortfallKw}"
            ),
            EventModified e => Say(
                SaidKind.EventModified,
                $"changed: {Kw(e.RequestedReductionKw):requestedKw} from {At(e.StartTime):start} to {At(e.EndTime):end}{Shortfall(e.ShortfallKw):shortfallKw}"
            ),
            EventAnnounced e => Say(SaidKind.EventAnnounced, $"announced to {e.Plan.Shares.Count:vens} VENs"),
            EventPlanned e => Planned(e.Plan),
            EventActivated e => Say(SaidKind.EventActivated, $"started, {Ms(e.LateByMs):lateMs} after its time"),
            VensTold e => Say(SaidKind.VensTold, $"commands of page {e.Page + 1:page} of {e.Pages:pages} stored"),
            EventSwept => Say(SaidKind.EventSwept, "looked after what should have followed"),
            SharesAdjusted e => Adjusted(e),
            EventStopped e => Say(SaidKind.EventStopped, $"stopped{Because(e.Reason):reason}{AtOnce(e.AtOnce):atOnce}"),
            EventCompleted => Say(SaidKind.EventCompleted, "completed"),
            EventCancelled e => Say(SaidKind.EventCancelled, $"cancelled{Because(e.Reason):reason}{AtOnce(e.AtOnce):atOnce}"),
            EventMissed e => Say(SaidKind.EventMissed, $"missed: {e.Reason:reason}"),
            AnnouncementsDispatched => Say(SaidKind.AnnouncementsDispatched, "announcements stored"),
            EventDispatched => Say(SaidKind.EventDispatched, "commands stored"),
            EventReleased => Say(SaidKind.EventReleased, "VENs told to restore"),
            _ => null,
        };

    private static Sentence? OfParticipation(object stored) =>
        stored switch
        {
            CommandDispatched e => Say(
                SaidKind.CommandDispatched,
                $"{e.Op:op}{Kw(e.RequestedReductionKw, " "):requestedKw}: {e.Reason:reason}"
            ),
            CommandAccepted e => Say(
                SaidKind.CommandAccepted,
                $"the broker took its command{Count(e.Attempt > 1 ? e.Attempt : null, ", attempt "):attempt}"
            ),
            CommandExpired => Say(SaidKind.CommandExpired, "a command expired without an answer"),
            AckReceived { Ok: true } e => Say(
                SaidKind.AckPositive,
                $"yes to {e.Op:op}{Kw(e.ActualShedKw, ", ", " said to be shed"):shedKw}, after {Ms(e.ResponseMs):responseMs}{Standing(e):standing}"
            ),
            AckReceived e => Say(SaidKind.AckNegative, $"no to {e.Op:op}: {e.Error ?? "no reason given":reason}{Standing(e):standing}"),
            OptedOut e => Say(SaidKind.OptedOut, $"opted out: {e.Reason:reason}"),
            OptedIn e => Say(SaidKind.OptedIn, $"opted in{Kw(e.RequestedReductionKw, " for "):requestedKw}"),
            ParticipationSkipped e => Say(SaidKind.ParticipationSkipped, $"asked for nothing: {e.Reason:reason}"),
            ParticipationDisplaced e => Say(SaidKind.ParticipationDisplaced, $"displaced by {e.ByEventId:byEventId}"),
            ParticipationEnded e => Say(SaidKind.ParticipationEnded, $"ended: {e.Reason:reason}"),
            _ => null,
        };

    private static Sentence? OfVen(object stored) =>
        stored switch
        {
            VenRegistered e => Say(
                SaidKind.VenRegistered,
                $"registered{If(e.ByFirstMessage, " by its first message"):byFirstMessage}{Disabled(e.Enabled):disabled}"
            ),
            VenChanged e => Say(SaidKind.VenChanged, $"changed{Disabled(e.Enabled):disabled}"),
            VenRemoved => Say(SaidKind.VenRemoved, "removed"),
            ReadingsAccepted e => Say(
                SaidKind.ReadingsAccepted,
                $"odd readings from {At(e.From):from} to {At(e.To):to} accepted{Text(e.By, " by "):by}: {e.Reason:reason}"
            ),
            LoadsDescribed e => Say(
                SaidKind.LoadsDescribed,
                $"{e.Loads.Count:loads} loads described, {Kw(e.Loads.Sum(l => l.CapacityKw ?? 0)):ratedKw} rated"
            ),
            VenWentOnline e => Say(SaidKind.VenWentOnline, $"online by {e.By:means}"),
            VenWentOffline e => Say(SaidKind.VenWentOffline, $"offline: {e.Reason:reason}"),
            ReportIntervalChanged e => Say(SaidKind.ReportIntervalChanged, $"reports every {e.Seconds:intervalS} s"),
            CapabilitiesChanged { Capabilities.Count: 0 } => Say(SaidKind.CapabilitiesGone, "understands nothing more"),
            CapabilitiesChanged e => Say(SaidKind.CapabilitiesChanged, $"understands {List(e.Capabilities):capabilities}"),
            RestoreNotKnown => Say(SaidKind.RestoreNotKnown, "does not know the command restore"),
            AckUnmatched e => Say(SaidKind.AckUnmatched, $"an answer to {e.Op:op} that belongs to no command: {e.Reason:reason}"),
            _ => null,
        };

    private static Sentence? OfAction(object stored) =>
        stored switch
        {
            ActionBegun e => Say(SaidKind.ActionBegun, $"{e.Who:who} asked for {e.Route:route}{Because(e.Why):why}"),
            ActionChanged e => Say(
                SaidKind.ActionChanged,
                $"{e.Streams.Count:streams} streams and {e.Documents.Count:documents} documents changed for it"
            ),
            ActionAnswered e => Say(SaidKind.ActionAnswered, $"answered with {e.Status:status}"),
            RequestsRefused e => Say(
                SaidKind.RequestsRefused,
                $"{e.Count:count} requests refused{Because(e.Route):route}{Because(e.Why):why}"
            ),
            _ => null,
        };

    private static Sentence Planned(AllocationPlan plan) =>
        Say(
            SaidKind.EventPlanned,
            $"planned: {Kw(plan.Shares.Sum(s => s.Kw)):plannedKw} from {plan.Shares.Count:vens} VENs, {plan.Skipped.Count:skipped} asked for nothing{Shortfall(plan.ShortfallKw):shortfallKw}"
        );

    private static Sentence Adjusted(SharesAdjusted e) =>
        Say(
            SaidKind.SharesAdjusted,
            $"{Shares(e.Changes.Count):shares} changed: {Kw(e.Figures.MeasuredKw):measuredKw} measured and {Kw(e.Figures.ExpectedKw):expectedKw} expected of {Kw(e.Figures.RequestedKw):requestedKw}"
        );

    private static SaidValue Shares(int count) => Count(count, "", count == 1 ? " share" : " shares");

    private static SaidValue AtOnce(bool atOnce) => If(atOnce, ", loads given back at once");

    private static SaidValue Disabled(bool enabled) => If(!enabled, ", disabled");

    private static SaidValue Standing(AckReceived e) => Text(e.Standing == AckStandings.First ? null : e.Standing, " (", ")");
}
