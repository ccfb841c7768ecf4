namespace DrEvents.Contracts.Http;

/// <summary>
/// What VENs will be able to shed in a window ahead. Powers in kW. The weather is no part of it, as none is stored.
/// </summary>
/// <param name="Start">Begin of the first interval.</param>
/// <param name="End">End of the last interval.</param>
/// <param name="Granularity">Length of an interval: <c>5m</c> or <c>15m</c>.</param>
/// <param name="TimeZone">The time zone in which days are like days.</param>
/// <param name="AsOf">When it was made.</param>
/// <param name="Vens">VENs that are meant.</param>
/// <param name="AvailableNowKw">What those that are heard say that they could shed now.</param>
/// <param name="DeliveredShare">Which part of what was asked for VENs delivered in past events; all figures of the window are that part already.</param>
/// <param name="TimesAsked">How often they were asked, all VENs together; what that share rests on.</param>
/// <param name="Hold">What can be shed all through the window.</param>
/// <param name="Intervals">What can be shed in each interval.</param>
/// <param name="Method"><c>like-days-quantiles</c>, with few days <c>like-days-student-t</c>, without history <c>available-now</c>.</param>
/// <param name="NoBandReason">Why there is no band; null where there is one.</param>
/// <param name="LevelFactor">What the like days were multiplied by to be as today; null without like days.</param>
/// <param name="Days">The days that were looked at, newest first.</param>
public sealed record ForecastView(
    DateTimeOffset Start,
    DateTimeOffset End,
    string Granularity,
    string TimeZone,
    DateTimeOffset AsOf,
    int Vens,
    double AvailableNowKw,
    double DeliveredShare,
    long TimesAsked,
    ForecastBand Hold,
    IReadOnlyList<ForecastInterval> Intervals,
    string Method,
    string? NoBandReason,
    double? LevelFactor,
    IReadOnlyList<ForecastDay> Days
);

/// <summary>What is expected, and the band in which it lies in eight of ten cases, kW; without history there is no band.</summary>
/// <param name="Kw">As often more as less.</param>
/// <param name="LowKw">Less in one of ten cases.</param>
/// <param name="HighKw">More in one of ten cases.</param>
public sealed record ForecastBand(double Kw, double? LowKw, double? HighKw);

/// <summary>An interval of a forecast.</summary>
/// <param name="Start">Its begin.</param>
/// <param name="Shed">What can be shed in it.</param>
public sealed record ForecastInterval(DateTimeOffset Start, ForecastBand Shed);

/// <summary>A day that was looked at for a forecast.</summary>
/// <param name="Date">By the forecast's time zone.</param>
/// <param name="Used">Whether it was used.</param>
/// <param name="Reason">Why not.</param>
public sealed record ForecastDay(DateOnly Date, bool Used, string? Reason);

/// <summary>What the fleet would have used by its like days, to be looked at beside what it used. Powers in kW. Nothing is settled by it.</summary>
/// <param name="Start">Begin of the first interval.</param>
/// <param name="End">End of the last interval.</param>
/// <param name="TimeZone">The time zone in which days are like days.</param>
/// <param name="AsOf">When it was made.</param>
/// <param name="Points">An entry for each interval; none where there are too few like days.</param>
/// <param name="NoBaselineReason">Why there is none; null where there is one.</param>
/// <param name="LevelFactor">What the like days were multiplied by to be at the level of the three hours before; null without like days.</param>
/// <param name="Days">The days that were looked at, newest first.</param>
public sealed record FleetBaselineView(
    DateTimeOffset Start,
    DateTimeOffset End,
    string TimeZone,
    DateTimeOffset AsOf,
    IReadOnlyList<FleetBaselinePoint> Points,
    string? NoBaselineReason,
    double? LevelFactor,
    IReadOnlyList<ForecastDay> Days
);

/// <summary>The baseline in an interval that begins at the timestamp.</summary>
/// <param name="Timestamp">Begin of the interval.</param>
/// <param name="Used">What would have been used.</param>
public sealed record FleetBaselinePoint(DateTimeOffset Timestamp, ForecastBand Used);

/// <summary>How forecasts are made.</summary>
public static class ForecastMethods
{
    /// <summary>Quantiles of what like days would have it come to.</summary>
    public const string Quantiles = "like-days-quantiles";

    /// <summary>With fewer than nine like days: Student's t about their mean.</summary>
    public const string StudentT = "like-days-student-t";

    /// <summary>Without like days: what can be shed now.</summary>
    public const string AvailableNow = "available-now";
}
