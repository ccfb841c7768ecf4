using System.Globalization;
using System.Text.Json;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Errors;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;

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
    /// <param name="flags">What is odd about telemetry of the event's own day, in the order of time (<see cref="OwnHours.Watched"/>); null where nobody knows.</param>
    /// <param name="accepted">Odd readings that persons accepted, in the order of storing; null where there are none.</param>
    /// <param name="withErrors">Whether it is made known too what the method misses by, which is most of the work.</param>
    /// <param name="temperatures">Of the VEN's site; of no account where the profile looks at none.</param>
    public static VenMeasured Of(
        string venId,
        MeasuredHours hours,
        BaselineProfile looked,
        IReadOnlyList<ProfilePassed> passedOver,
        IReadOnlyList<Reading> readings,
        IReadOnlySet<DateOnly> eventDays,
        int meterMinutes,
        string restsOn = ResultSeries.Telemetry,
        IReadOnlyList<FlaggedInterval>? flags = null,
        IReadOnlyList<AcceptedReadings>? accepted = null,
        bool withErrors = true,
        SiteTemperatures? temperatures = null
    )
    {
        var weather = looked.NeedsTemperature ? temperatures?.Within(hours.NeededTemperatures(looked)) : null;
        if (looked.NeedsTemperature && weather is not { Celsius.Count: > 0 })
            return new VenMeasured(
                null,
                $"no temperature of these days is known of the site {weather?.Site ?? SiteNames.Default}",
                IsFinal: true
            );
        if (readings.Count == 0)
            return new VenMeasured(null, NothingKnown, IsFinal: false);
        var validated = Validated.Of(hours, looked, readings, meterMinutes, restsOn, flags ?? [], accepted ?? []);
        var site = new MeteredSite(
            hours.Zone,
            MeterSeries.Of(validated.Readings, meterMinutes),
            eventDays,
            temperatures: weather?.For(hours.Zone)
        );
        var made = Baseline.Of(site, hours.Start, hours.End, looked, hours.IntervalMinutes);
        var isFinal = looked.Days is null || FirstLook.IsEnough(site, hours.Start, looked, made);
        if (made.Problem is { } problem)
            return new VenMeasured(null, weather?.Because(problem) ?? problem, isFinal);
        var rounded = made.Rounded();
        var errors = withErrors ? LeaveOneOut.Of(site, hours.Start, hours.End, looked, hours.IntervalMinutes) : [];
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
            Provisional([.. Reasons(rounded, hours.ReadingRule), .. validated.Reasons]),
            ResultDigest.Of(
                looked,
                hours,
                eventDays,
                readings,
                restsOn == ResultSeries.Meter ? meterMinutes : null,
                validated.Filled,
                validated.Odd,
                validated.Accepted,
                weather
            ),
            errors.Count > 0 ? errors : null,
            rounded.SignedEnergyKwh / (hours.End - hours.Start).TotalHours is { } kw
                ? ErrorBand.Of(kw, [.. errors.Select(e => e.Kw)], hours.ReadingRule)
                : null,
            restsOn,
            NotByMeter: null,
            validated.Estimated(rounded.Days),
            Accepted: validated.AcceptedBy.Count > 0 ? validated.AcceptedBy : null,
            Temperatures: weather?.Told(),
            Unproven: validated.Unproven
        );
        return new VenMeasured(result, null, isFinal);
    }

    private static ResultDays[] Days(IReadOnlyList<DayVerdict> days) =>
        [.. days.GroupBy(d => (d.Used, d.Reason)).Select(g => new ResultDays(g.Key.Used, g.Key.Reason, [.. g.Select(d => d.Date)]))];

    private static ResultAdjustment Adjustment(AdjustmentMade made) =>
        new(JsonNamingPolicy.CamelCase.ConvertName(made.Kind.ToString()), made.WindowHours, made.Raw, made.Applied, made.Note);

    private static string? Provisional(IReadOnlyList<string> reasons) => reasons.Count > 0 ? string.Join("; ", reasons) : null;

    private static IEnumerable<string> Reasons(BaselineResult made, int readingRule)
    {
        var missing = made.ActualKw.Count(kw => kw is null);
        string?[] reasons =
        [
            missing > 0 ? string.Create(CultureInfo.InvariantCulture, $"{missing} of {made.ActualKw.Count} intervals are not known") : null,
            made.Adjustment.Note?.StartsWith(ProvisionalNote, StringComparison.Ordinal) == true
                ? made.Adjustment.Note[(ProvisionalNote.Length + 2)..]
                : null,
            readingRule >= ReadingRules.MissingIsProvisional && made.Adjustment.Note == AdjustmentMade.WindowLacks
                ? made.Adjustment.Note
                : null,
            readingRule >= ReadingRules.MissingIsProvisional ? made.Lacks : null,
        ];
        return reasons.OfType<string>();
    }
}
