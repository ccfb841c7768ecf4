using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Errors;
using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Results;

/// <summary>
/// What one VEN delivered. An entry for each interval of the event, powers in kW; null where its meter misses a part of the interval. Rounded once, half
/// away from zero.
/// </summary>
/// <param name="PassedOver">Profiles that go before this one, the assigned one first and then those of the settings, and made no baseline.</param>
/// <param name="Days">Every day that was looked at, by what became of it.</param>
/// <param name="SignedKw">Baseline minus actual.</param>
/// <param name="SettledKw">The same, clipped where the profile has a floor.</param>
/// <param name="Provisional">What may still change it; null where it is whole.</param>
/// <param name="Errors">What the method missed by on each of its days, as if the event had been on it (<see cref="LeaveOneOut"/>); null where it has no days.</param>
/// <param name="Band">Between what the mean reduction lies in nine of ten cases, by these; null where they are too few.</param>
/// <param name="Hash">SHA-256 over the text of what it rests on (<see cref="ResultDigest"/>), hexadecimal.</param>
/// <param name="RestsOn">The series that it rests on, one of <see cref="ResultSeries"/>; what was stored before there were two is by telemetry.</param>
/// <param name="NotByMeter">Why the utility's meter did not do; null where it did, and where the VEN has none.</param>
/// <param name="Estimated">What of its days was filled by a rule; null where nothing was.</param>
/// <param name="Assigned">The profile of the event's programme, or that was assigned to the VEN when the event began, and goes before those of the settings; null where none was.</param>
/// <param name="SinceSealed">What has changed since its inputs were sealed at the begin; null where none were.</param>
/// <param name="Accepted">By whom odd readings that it rests on were accepted, in the order of storing; null where none were.</param>
/// <param name="Temperatures">Those that its profile looked at; null where it looks at none.</param>
/// <param name="Around">What the VEN used before and after the event; null in results from before that was measured.</param>
/// <param name="Unproven">What of it rests on readings whose sender nobody can prove; null where nothing does, and in results from before that was said.</param>
public sealed record VenResult(
    string VenId,
    string Profile,
    int ProfileVersion,
    IReadOnlyList<ProfilePassed> PassedOver,
    IReadOnlyList<ResultDays> Days,
    IReadOnlyList<double> UnadjustedKw,
    ResultAdjustment Adjustment,
    IReadOnlyList<double> BaselineKw,
    IReadOnlyList<double?> ActualKw,
    IReadOnlyList<double?> SignedKw,
    IReadOnlyList<double?> SettledKw,
    double? SignedKwh,
    double? SettledKwh,
    string? Provisional,
    string Hash,
    IReadOnlyList<DayError>? Errors = null,
    ErrorBand? Band = null,
    string RestsOn = ResultSeries.Telemetry,
    string? NotByMeter = null,
    EstimatedReadings? Estimated = null,
    string? Assigned = null,
    SinceSealed? SinceSealed = null,
    IReadOnlyList<AcceptedReadings>? Accepted = null,
    ResultTemperatures? Temperatures = null,
    VenAround? Around = null,
    UnprovenReadings? Unproven = null
);

/// <summary>Outdoor temperatures that a result rests on.</summary>
/// <param name="Site">Whose they are.</param>
/// <param name="Values">How many.</param>
/// <param name="Digest">First 16 digits of the SHA-256 over them, a line <c>MINUTE=CELSIUS</c> each.</param>
public sealed record ResultTemperatures(string Site, int Values, string Digest);

/// <summary>Five minutes of the days used that no reading tells of.</summary>
/// <param name="Intervals">How many.</param>
/// <param name="Rule">By which rule they were filled (<see cref="FilledGaps.Rule"/>).</param>
public sealed record EstimatedReadings(int Intervals, string Rule);

/// <summary>What a VEN's result rests on: one of these, and never on both.</summary>
public static class ResultSeries
{
    /// <summary>What the VEN reports.</summary>
    public const string Telemetry = "telemetry";

    /// <summary>The utility's meter, as it was imported.</summary>
    public const string Meter = "meter";
}

/// <summary>A profile that made no baseline of a VEN's meter, and why.</summary>
public sealed record ProfilePassed(string Profile, string Why);

/// <summary>Days that were used, or discarded, for one reason; newest first.</summary>
public sealed record ResultDays(bool Used, string? Reason, IReadOnlyList<DateOnly> Dates);

/// <param name="Kind"><c>none</c>, <c>multiplicative</c> or <c>additive</c>.</param>
/// <param name="Hours">Length of its windows together.</param>
/// <param name="Raw">The factor, or the difference in kW, as it was computed; null where it could not be.</param>
/// <param name="Applied">The same within its bounds.</param>
public sealed record ResultAdjustment(string Kind, double Hours, double? Raw, double? Applied, string? Note);
