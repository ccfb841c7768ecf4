using System.Globalization;
using System.Text.Json;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Errors;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Measurement.Results;

/// <summary>What came of a look at a VEN's readings by a profile: a result, or why there is none.</summary>
/// <param name="IsFinal">Whether readings of more days would change nothing.</param>
public sealed record VenMeasured(VenResult? Result, string? Why, bool IsFinal);

/// <summary>Measures a VEN by a profile of the engine.</summary>
public static class MeasureVen
{
    private const string NothingKnown = "none of its readings in these hours is known";
    private const string ProvisionalNote = "provisional";

    /// <param name="looked">The profile with the look-back that the readings are of.</param>
    /// <param name="meterMinutes">Length of the readings' intervals. Within one that is longer than those of the figures, the power is taken to be even.</param>
    /// <param name="restsOn">The series that the readings are of.</param>
    public static VenMeasured Of(
        string venId,
        MeasuredHours hours,
        BaselineProfile looked,
        IReadOnlyList<ProfilePassed> passedOver,
        IReadOnlyList<Reading> readings,
        IReadOnlySet<DateOnly> eventDays,
        int meterMinutes,
        string restsOn = ResultSeries.Telemetry
    )
    {
        if (readings.Count == 0)
            return new VenMeasured(null, NothingKnown, IsFinal: false);
        var site = new MeteredSite(hours.Zone, MeterSeries.Of(readings, meterMinutes), eventDays);
        var made = Baseline.Of(site, hours.Start, hours.End, looked, hours.IntervalMinutes);
        var isFinal = looked.Days is null || FirstLook.IsEnough(site, hours.Start, looked, made);
        if (made.Problem is { } problem)
            return new VenMeasured(null, problem, isFinal);
        var rounded = made.Rounded();
        var errors = LeaveOneOut.Of(site, hours.Start, hours.End, looked, hours.IntervalMinutes);
        var result = new VenResult(
            venId,
            looked.Name,
            looked.Version,
            passedOver,
            Days(rounded.Days),
            rounded.UnadjustedKw,
            Adjustment(rounded.Adjustment),
            rounded.BaselineKw,
            rounded.ActualKw,
            rounded.SignedReductionKw,
            rounded.ReductionKw,
            rounded.SignedEnergyKwh,
            rounded.EnergyKwh,
            Provisional(rounded),
            ResultDigest.Of(looked, hours, eventDays, readings, restsOn == ResultSeries.Meter ? meterMinutes : null),
            errors.Count > 0 ? errors : null,
            rounded.SignedEnergyKwh / (hours.End - hours.Start).TotalHours is { } kw
                ? ErrorBand.Of(kw, [.. errors.Select(e => e.Kw)])
                : null,
            restsOn
        );
        return new VenMeasured(result, null, isFinal);
    }

    private static ResultDays[] Days(IReadOnlyList<DayVerdict> days) =>
        [.. days.GroupBy(d => (d.Used, d.Reason)).Select(g => new ResultDays(g.Key.Used, g.Key.Reason, [.. g.Select(d => d.Date)]))];

    private static ResultAdjustment Adjustment(AdjustmentMade made) =>
        new(JsonNamingPolicy.CamelCase.ConvertName(made.Kind.ToString()), made.WindowHours, made.Raw, made.Applied, made.Note);

    private static string? Provisional(BaselineResult made)
    {
        var missing = made.ActualKw.Count(kw => kw is null);
        string?[] reasons =
        [
            missing > 0 ? string.Create(CultureInfo.InvariantCulture, $"{missing} of {made.ActualKw.Count} intervals are not known") : null,
            made.Adjustment.Note?.StartsWith(ProvisionalNote, StringComparison.Ordinal) == true
                ? made.Adjustment.Note[(ProvisionalNote.Length + 2)..]
                : null,
        ];
        return reasons.OfType<string>().ToList() is { Count: > 0 } all ? string.Join("; ", all) : null;
    }
}
