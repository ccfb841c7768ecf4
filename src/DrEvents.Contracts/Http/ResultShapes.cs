namespace DrEvents.Contracts.Http;

/// <summary>
/// A result of an event as it was issued. It is never changed: a later one supersedes it. Powers in kW, energies in kWh, rounded to six digits.
/// </summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Supersedes">The number of the one that it took the place of; null for the first.</param>
/// <param name="Why">Why it was issued.</param>
/// <param name="Start">Begin of the hours that are measured; intervals follow it.</param>
/// <param name="TimeZone">By whose clock days are alike, as IANA names it.</param>
/// <param name="TimeZoneVersion">The version of the time-zone data.</param>
/// <param name="AsOf">The stored event up to which it was known what VENs used.</param>
/// <param name="Vens">VENs with a result.</param>
/// <param name="Provisional">How many of them may still change.</param>
/// <param name="ByProfile">VENs by the profile that made their baseline.</param>
/// <param name="NotMeasured">VENs that were told to shed and have no result.</param>
/// <param name="NotMeasuredVens">The first hundred of them, each with the reason.</param>
/// <param name="Difference">To the one that it supersedes; null for the first.</param>
/// <param name="Hash">SHA-256 over the hashes of all VENs in the order of their ids, one a line.</param>
/// <param name="ByMeter">VENs whose results rest on the utility's meter; those of the others on what they report.</param>
[ExactNumbers]
public sealed record ResultView(
    string EventId,
    int Number,
    int? Supersedes,
    string Why,
    DateTimeOffset IssuedAt,
    DateTimeOffset Start,
    DateTimeOffset End,
    int IntervalMinutes,
    string TimeZone,
    string TimeZoneVersion,
    long AsOf,
    double RequestedKw,
    int Vens,
    int Provisional,
    IReadOnlyList<ResultProfileView> ByProfile,
    int NotMeasured,
    IReadOnlyList<ResultNotMeasuredView> NotMeasuredVens,
    ResultPortfolioView Portfolio,
    ResultDifferenceView? Difference,
    string Hash,
    int ByMeter = 0
);

/// <summary>How many VENs a profile measured.</summary>
public sealed record ResultProfileView(string Profile, int Version, int Vens);

/// <summary>A VEN without a result, and why.</summary>
public sealed record ResultNotMeasuredView(string VenId, string Why);

/// <summary>
/// All VENs with a result together, an entry for each interval. Sums are of the VENs that are known in an interval, and null where none is.
/// </summary>
/// <param name="SignedKw">Baseline minus actual.</param>
/// <param name="ClippedKw">The sum of what each VEN is above zero: more than a portfolio really delivers.</param>
/// <param name="UnknownVens">VENs that are not known in the interval.</param>
/// <param name="MeanKw">The signed mean over the event.</param>
/// <param name="MeanRatio">Of that to the request.</param>
/// <param name="WorstRatio">The least of an interval.</param>
/// <param name="WithinShare">The share of intervals that lie within ±5 % of the request.</param>
/// <param name="FirstResponseMinutes">From the start to the first interval with a tenth of the request; null where none is.</param>
/// <param name="SustainedMinutes">To the interval from which on nine tenths of it are held to the end; null where they are not.</param>
/// <param name="Band">Of the mean; null where the method of a VEN has no days to know it from.</param>
[ExactNumbers]
public sealed record ResultPortfolioView(
    IReadOnlyList<double?> BaselineKw,
    IReadOnlyList<double?> ActualKw,
    IReadOnlyList<double?> SignedKw,
    IReadOnlyList<double?> ClippedKw,
    IReadOnlyList<int> UnknownVens,
    double? MeanKw,
    double? MeanRatio,
    double? WorstRatio,
    double? WithinShare,
    double? SignedKwh,
    double? ClippedKwh,
    double? FirstResponseMinutes = null,
    double? SustainedMinutes = null,
    ErrorBandView? Band = null
);

/// <summary>What is other than in the result before: energy and mean of the portfolio, and VENs, of which the first hundred are named.</summary>
[ExactNumbers]
public sealed record ResultDifferenceView(double? Kwh, double? Kw, int Vens, IReadOnlyList<string> VenIds);

/// <summary>What one VEN delivered, an entry for each interval; null where its meter misses a part of the interval.</summary>
/// <param name="PassedOver">Profiles that go before this one and made no baseline, each with the reason.</param>
/// <param name="Days">Days that were used, and those that were discarded, by the reason.</param>
/// <param name="UnadjustedKw">The baseline before its adjustment.</param>
/// <param name="SignedKw">Baseline minus actual.</param>
/// <param name="SettledKw">The same, clipped where the profile has a floor.</param>
/// <param name="Provisional">What may still change it; null where it is whole.</param>
/// <param name="Hash">SHA-256 over what it rests on: readings, days with events, profile.</param>
/// <param name="Band">Of the signed mean over the event; null where the method has too few days to know it from.</param>
/// <param name="RestsOn"><c>meter</c>: the utility's meter; <c>telemetry</c>: what the VEN reports.</param>
/// <param name="NotByMeter">Why the utility's meter did not do; null where it did, and where the VEN has none.</param>
[ExactNumbers]
public sealed record VenResultView(
    string VenId,
    string Profile,
    int ProfileVersion,
    IReadOnlyList<ResultPassedView> PassedOver,
    IReadOnlyList<ResultDaysView> Days,
    IReadOnlyList<double> UnadjustedKw,
    ResultAdjustmentView Adjustment,
    IReadOnlyList<double> BaselineKw,
    IReadOnlyList<double?> ActualKw,
    IReadOnlyList<double?> SignedKw,
    IReadOnlyList<double?> SettledKw,
    double? SignedKwh,
    double? SettledKwh,
    string? Provisional,
    string Hash,
    ErrorBandView? Band = null,
    string RestsOn = "telemetry",
    string? NotByMeter = null
);

/// <summary>Between what a mean reduction lies in nine of ten cases, kW, by what its method missed by on so many days without an event.</summary>
[ExactNumbers]
public sealed record ErrorBandView(double LowKw, double HighKw, int Days);

/// <summary>A profile that made no baseline of a VEN's meter.</summary>
public sealed record ResultPassedView(string Profile, string Why);

/// <summary>Days for which the same holds, newest first.</summary>
public sealed record ResultDaysView(bool Used, string? Reason, IReadOnlyList<DateOnly> Dates);

/// <summary>
/// How a baseline was moved to the level of the event's day: <c>none</c>, by a factor (<c>multiplicative</c>) or by kW (<c>additive</c>). <c>Raw</c> as it was
/// computed, <c>Applied</c> within its bounds.
/// </summary>
[ExactNumbers]
public sealed record ResultAdjustmentView(string Kind, double Hours, double? Raw, double? Applied, string? Note);

/// <summary>A result with a page of its VENs in the order of their ids. <c>After</c>: ask for the next page with it; null at the end.</summary>
public sealed record EventResult(ResultView Result, IReadOnlyList<VenResultView> Vens, string? After);

/// <summary>A page of the VENs of a result. <c>After</c> as in <see cref="EventResult"/>.</summary>
public sealed record VenResultPage(string EventId, int Number, IReadOnlyList<VenResultView> Vens, string? After);

/// <summary>Answer of <c>POST /api/events/{id}/results</c>: whether a result was issued now, and the newest one.</summary>
public sealed record ResultAsked(bool Issued, ResultView Newest);

/// <summary>What an event came to by several methods, from the same readings. Nothing of it was issued but the result that it is compared with.</summary>
/// <param name="Number">Of that result.</param>
/// <param name="MeanKw">What that result says.</param>
[ExactNumbers]
public sealed record SideBySideView(
    string EventId,
    int Number,
    double RequestedKw,
    double? MeanKw,
    IReadOnlyList<ProfileSumsView> Profiles
);

/// <summary>All VENs that a profile makes a baseline of, by it alone.</summary>
/// <param name="NotMeasured">VENs of which it makes none.</param>
/// <param name="WhyNot">The first of them, with the reason.</param>
/// <param name="MeanKw">The signed mean over the event; of the VENs that were measured.</param>
/// <param name="MeanRatio">Of that to the request.</param>
/// <param name="WorstRatio">The least of an interval.</param>
/// <param name="WithinShare">The share of intervals that lie within ±5 % of the request.</param>
[ExactNumbers]
public sealed record ProfileSumsView(
    string Profile,
    int Version,
    int Vens,
    int NotMeasured,
    string? WhyNot,
    double? MeanKw,
    double? MeanRatio,
    double? WorstRatio,
    double? WithinShare,
    double? SignedKwh,
    double? ClippedKwh
);
