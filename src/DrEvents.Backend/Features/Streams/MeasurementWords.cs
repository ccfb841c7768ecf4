using DrEvents.Backend.Features.Audit;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Features.Weather;
using DrEvents.Measurement.Results;
using static DrEvents.Backend.Hosting.SaidValues;
using static DrEvents.Backend.Hosting.Sentence;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line what was measured, and what it comes to.</summary>
public static class MeasurementWords
{
    /// <summary>Null for all other events.</summary>
    public static Sentence? Of(object stored) => OfBaseline(stored) ?? OfResult(stored) ?? OfImport(stored);

    private static Sentence? OfBaseline(object stored) =>
        stored switch
        {
            BaselineSealed { BaselineKw: { } kw } => Say(SaidKind.BaselineSealed, $"baseline sealed: {Kw(kw):baselineKw}"),
            BaselineSealed e => Say(SaidKind.BaselineUnverified, $"no baseline: {e.Reason ?? "unverified":reason}"),
            InputsSealed { Profile: { } profile } e => Say(
                SaidKind.InputsSealed,
                $"inputs sealed: {profile:profile}, {e.Days.Count(d => d.Used):days} days used"
            ),
            InputsSealed e => Say(SaidKind.InputsWithoutProfile, $"inputs sealed, and no profile makes a baseline of them: {e.Why:reason}"),
            ProfileAssigned { Profile: { } profile } e => Say(
                SaidKind.ProfileAssigned,
                $"measured by {profile:profile} first, {e.By:means}: {e.Why:reason}"
            ),
            ProfileAssigned e => Say(SaidKind.ProfileTakenAway, $"measured by the settings' order again, {e.By:means}: {e.Why:reason}"),
            ControlGroupSealed e => Say(
                SaidKind.ControlGroupSealed,
                $"control group of {e.VenIds.Count:vens} VENs sealed, {e.HeldOut:heldOut} of them held out"
            ),
            _ => null,
        };

    private static Sentence? OfResult(object stored) =>
        stored switch
        {
            VenResultsIssued e => Say(SaidKind.VenResultsIssued, $"results of {e.Vens.Count:vens} VENs, for result {e.Number:result}"),
            ResultIssued e => Issued(e),
            RowsDigested e => Say(
                SaidKind.RowsDigested,
                $"digests of what {e.Streams.Count:streams} streams hold, for link {e.Place:link} of the history"
            ),
            ResultChained e => Say(
                SaidKind.ResultChained,
                $"result {e.Link.Result:result} of {e.Link.EventId:eventId} is link {e.Link.Place:link} of the history, {e.Link.Hash:hash}"
            ),
            LinesBooked e => Say(SaidKind.LinesBooked, $"{e.Lines.Count:lines} lines, for the booking of result {e.Number:result}"),
            ResultBooked e => Say(
                SaidKind.ResultBooked,
                $"result {e.Number:result} booked: {e.Lines:lines} lines{Totals(e):totals}{Count(Some(e.Refused), "; ", " VENs refused"):refused}"
            ),
            _ => null,
        };

    private static Sentence? OfImport(object stored) =>
        stored switch
        {
            MeterImported e => Say(
                SaidKind.MeterImported,
                $"meter import {e.Number:import}: {e.Added:added} values added and {e.Changed:changed} changed, from {At(e.Start):start} to {At(e.End):end}"
            ),
            MeterDayImported e => Say(
                SaidKind.MeterDayImported,
                $"{e.Starts.Count:values} values of the meter's day, of import {e.Import:import}"
            ),
            TemperatureImported e => Say(
                SaidKind.TemperatureImported,
                $"temperature import {e.Number:import}: {e.Added:added} values added and {e.Changed:changed} changed, from {At(e.Start):start} to {At(e.End):end}"
            ),
            TemperatureDayImported e => Say(
                SaidKind.TemperatureDayImported,
                $"{e.Minutes.Count:values} temperatures of a day, of import {e.Import:import}"
            ),
            MessagesRefused e => Say(SaidKind.MessagesRefused, $"{e.Count:messages} messages could not be read"),
            _ => null,
        };

    private static Sentence Issued(ResultIssued e) =>
        Say(
            SaidKind.ResultIssued,
            $"result {e.Number:result}{Count(e.Supersedes, " in place of "):supersedes}: {Mean(e.Portfolio.MeanKw):meanKw} of {Kw(e.RequestedKw):requestedKw} by {e.Vens:vens} VENs{Count(Some(e.NotMeasured), ", ", " without a result"):notMeasured}; {e.Why:reason}"
        );

    private static SaidValue Mean(double? kw) => kw is { } known ? Kw(known) : new SaidValue("nothing known", null);

    private static SaidValue Totals(ResultBooked e) =>
        List(e.Totals.Select(t => Say(SaidKind.Money, $"{Amount(t.Amount):amount} {t.Currency:currency}")), between: ", ", before: ", ");

    private static long? Some(int count) => count > 0 ? count : null;
}
