using DrEvents.Backend.Features.Audit;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Features.Weather;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line what a stored event means, with the figures that matter. Of whom it speaks, stands beside it.</summary>
public static class StoredWords
{
    private const string Minute = "yyyy-MM-dd HH:mm'Z'";

    public static string Of(object stored) =>
        OfEvent(stored)
        ?? OfParticipation(stored)
        ?? OfVen(stored)
        ?? OfMeasurement(stored)
        ?? AccessWords.Of(stored, At)
        ?? OfAction(stored)
        ?? IdentityWords.Of(stored)
        ?? ProgrammeWords.Of(stored)
        ?? ErasureWords.Of(stored)
        ?? stored.GetType().Name;

    /// <param name="of">The DR event or the stream that all are of; null for VENs of all kinds.</param>
    public static string OfMany(string type, string? of, IReadOnlyList<object> all)
    {
        var what = OfCrowd(all[0]) ?? type;
        var head = of is null ? $"{Count(all.Count)} × {what}" : $"{Count(all.Count)} × {what} of {of}";
        return all[0] switch
        {
            CommandDispatched => $"{head}: {Kw(all.OfType<CommandDispatched>().Sum(e => e.RequestedReductionKw ?? 0))} asked",
            AckReceived => $"{head}: {Answers([.. all.OfType<AckReceived>()])}",
            BaselineSealed => $"{head}: {Kw(all.OfType<BaselineSealed>().Sum(e => e.BaselineKw ?? 0))} together",
            MessagesRefused => $"{head}: {Count(all.OfType<MessagesRefused>().Sum(e => e.Count))} messages",
            _ => head,
        };
    }

    private static string? OfCrowd(object stored) =>
        stored switch
        {
            VenRegistered => "registered",
            LoadsDescribed => "loads described",
            VenWentOnline => "online",
            VenWentOffline => "offline",
            ReportIntervalChanged => "another report interval",
            CapabilitiesChanged => "other commands understood",
            _ => null,
        };

    private static string Answers(List<AckReceived> all) =>
        $"{Count(all.Count(a => a.Ok))} yes, {Count(all.Count(a => !a.Ok))} no, {Kw(all.Where(a => a.Ok).Sum(a => a.ActualShedKw ?? 0))} said to be shed";

    private static string? OfEvent(object stored) =>
        stored switch
        {
            EventScheduled e => $"{Kw(e.RequestedReductionKw)} asked for from {At(e.StartTime)} to {At(e.EndTime)}{Missing(e.ShortfallKw)}",
            EventModified e => $"changed: {Kw(e.RequestedReductionKw)} from {At(e.StartTime)} to {At(e.EndTime)}{Missing(e.ShortfallKw)}",
            EventAnnounced e => $"announced to {Count(e.Plan.Shares.Count)} VENs",
            EventPlanned e => Planned(e.Plan),
            EventActivated e => $"started, {Ms(e.LateByMs)} after its time",
            VensTold e => $"commands of page {Count(e.Page + 1)} of {Count(e.Pages)} stored",
            EventSwept => "looked after what should have followed",
            SharesAdjusted e => Adjusted(e),
            EventStopped e => $"stopped{Because(e.Reason)}{(e.AtOnce ? ", loads given back at once" : "")}",
            EventCompleted => "completed",
            EventCancelled e => $"cancelled{Because(e.Reason)}{(e.AtOnce ? ", loads given back at once" : "")}",
            EventMissed e => $"missed: {e.Reason}",
            AnnouncementsDispatched => "announcements stored",
            EventDispatched => "commands stored",
            EventReleased => "VENs told to restore",
            _ => null,
        };

    private static string? OfParticipation(object stored) =>
        stored switch
        {
            CommandDispatched e => $"{e.Op}{(e.RequestedReductionKw is { } kw ? " " + Kw(kw) : "")}: {e.Reason}",
            CommandAccepted e => $"the broker took its command{(e.Attempt > 1 ? $", attempt {Count(e.Attempt)}" : "")}",
            CommandExpired => "a command expired without an answer",
            AckReceived { Ok: true } e =>
                $"yes to {e.Op}{(e.ActualShedKw is { } kw ? ", " + Kw(kw) + " said to be shed" : "")}, after {Ms(e.ResponseMs)}{Standing(e)}",
            AckReceived e => $"no to {e.Op}: {e.Error ?? "no reason given"}{Standing(e)}",
            OptedOut e => $"opted out: {e.Reason}",
            OptedIn e => $"opted in{(e.RequestedReductionKw is { } kw ? " for " + Kw(kw) : "")}",
            ParticipationSkipped e => $"asked for nothing: {e.Reason}",
            ParticipationDisplaced e => $"displaced by {e.ByEventId}",
            ParticipationEnded e => $"ended: {e.Reason}",
            _ => null,
        };

    private static string? OfVen(object stored) =>
        stored switch
        {
            VenRegistered e => $"registered{(e.ByFirstMessage ? " by its first message" : "")}{(e.Enabled ? "" : ", disabled")}",
            VenChanged e => $"changed{(e.Enabled ? "" : ", disabled")}",
            VenRemoved => "removed",
            ReadingsAccepted e => $"odd readings from {At(e.From)} to {At(e.To)} accepted{(e.By is { } by ? " by " + by : "")}: {e.Reason}",
            LoadsDescribed e => $"{Count(e.Loads.Count)} loads described, {Kw(e.Loads.Sum(l => l.CapacityKw ?? 0))} rated",
            VenWentOnline e => $"online by {e.By}",
            VenWentOffline e => $"offline: {e.Reason}",
            ReportIntervalChanged e => $"reports every {Count(e.Seconds)} s",
            CapabilitiesChanged e => e.Capabilities.Count == 0
                ? "understands nothing more"
                : $"understands {string.Join(", ", e.Capabilities)}",
            RestoreNotKnown => "does not know the command restore",
            AckUnmatched e => $"an answer to {e.Op} that belongs to no command: {e.Reason}",
            _ => null,
        };

    private static string? OfMeasurement(object stored) =>
        stored switch
        {
            BaselineSealed { BaselineKw: { } kw } => $"baseline sealed: {Kw(kw)}",
            BaselineSealed e => $"no baseline: {e.Reason ?? "unverified"}",
            InputsSealed { Profile: { } profile } e => $"inputs sealed: {profile}, {Count(e.Days.Count(d => d.Used))} days used",
            InputsSealed e => $"inputs sealed, and no profile makes a baseline of them: {e.Why}",
            ProfileAssigned { Profile: { } profile } e => $"measured by {profile} first, {e.By}: {e.Why}",
            ProfileAssigned e => $"measured by the settings' order again, {e.By}: {e.Why}",
            ControlGroupSealed e => $"control group of {Count(e.VenIds.Count)} VENs sealed, {Count(e.HeldOut)} of them held out",
            VenResultsIssued e => $"results of {Count(e.Vens.Count)} VENs, for result {Count(e.Number)}",
            ResultIssued e => Result(e),
            RowsDigested e => $"digests of what {Count(e.Streams.Count)} streams hold, for link {Count(e.Place)} of the history",
            ResultChained e =>
                $"result {Count(e.Link.Result)} of {e.Link.EventId} is link {Count(e.Link.Place)} of the history, {e.Link.Hash}",
            LinesBooked e => $"{Count(e.Lines.Count)} lines, for the booking of result {Count(e.Number)}",
            ResultBooked e => Booked(e),
            MeterImported e =>
                $"meter import {Count(e.Number)}: {Count(e.Added)} values added and {Count(e.Changed)} changed, from {At(e.Start)} to {At(e.End)}",
            MeterDayImported e => $"{Count(e.Starts.Count)} values of the meter's day, of import {Count(e.Import)}",
            TemperatureImported e =>
                $"temperature import {Count(e.Number)}: {Count(e.Added)} values added and {Count(e.Changed)} changed, from {At(e.Start)} to {At(e.End)}",
            TemperatureDayImported e => $"{Count(e.Minutes.Count)} temperatures of a day, of import {Count(e.Import)}",
            MessagesRefused e => $"{Count(e.Count)} messages could not be read",
            _ => null,
        };

    private static string? OfAction(object stored) =>
        stored switch
        {
            ActionBegun e => $"{e.Who} asked for {e.Route}{Because(e.Why)}",
            ActionChanged e => $"{Count(e.Streams.Count)} streams and {Count(e.Documents.Count)} documents changed for it",
            ActionAnswered e => $"answered with {Count(e.Status)}",
            RequestsRefused e => $"{Count(e.Count)} requests refused{(e.Route is { } route ? ": " + route : "")}{Because(e.Why)}",
            _ => null,
        };

    private static string Result(ResultIssued e) =>
        $"result {Count(e.Number)}{(e.Supersedes is { } before ? $" in place of {Count(before)}" : "")}: {(e.Portfolio.MeanKw is { } kw ? Kw(kw) : "nothing known")} of {Kw(e.RequestedKw)} by {Count(e.Vens)} VENs{(e.NotMeasured > 0 ? $", {Count(e.NotMeasured)} without a result" : "")}; {e.Why}";

    private static string Booked(ResultBooked e) =>
        $"result {Count(e.Number)} booked: {Count(e.Lines)} lines{string.Concat(e.Totals.Select(t => string.Create(CultureInfo.InvariantCulture, $", {t.Amount} {t.Currency}")))}{(e.Refused > 0 ? $"; {Count(e.Refused)} VENs refused" : "")}";

    private static string Planned(AllocationPlan plan) =>
        $"planned: {Kw(plan.Shares.Sum(s => s.Kw))} from {Count(plan.Shares.Count)} VENs, {Count(plan.Skipped.Count)} asked for nothing{Missing(plan.ShortfallKw)}";

    private static string Adjusted(SharesAdjusted e) =>
        $"{Count(e.Changes.Count)} {(e.Changes.Count == 1 ? "share" : "shares")} changed: {Kw(e.Figures.MeasuredKw)} measured and {Kw(e.Figures.ExpectedKw)} expected of {Kw(e.Figures.RequestedKw)}";

    private static string Missing(double kw) => kw > 0 ? $", {Kw(kw)} short" : "";

    private static string Because(string? reason) => reason is null ? "" : $": {reason}";

    private static string Standing(AckReceived e) => e.Standing == AckStandings.First ? "" : $" ({e.Standing})";

    private static string Kw(double kw) => string.Create(CultureInfo.InvariantCulture, $"{kw + 0.0:0.###} kW");

    private static string Ms(double ms) => string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms");

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string At(DateTimeOffset time) => time.UtcDateTime.ToString(Minute, CultureInfo.InvariantCulture);
}
