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
/// <param name="AroundFrom">From where on pre-cooling is looked for; null in results from before that was done.</param>
/// <param name="AroundUntil">Up to where rebound is looked for.</param>
/// <param name="Unproven">VENs whose results rest, wholly or partly, on readings whose sender nobody can prove.</param>
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
    int ByMeter = 0,
    DateTimeOffset? AroundFrom = null,
    DateTimeOffset? AroundUntil = null,
    int Unproven = 0
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
/// <param name="Around">What they used before and after the event; null in results from before that was measured.</param>
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
    ErrorBandView? Band = null,
    AroundView? Around = null
);

/// <summary>What is other than in the result before: energy and mean of the portfolio, and VENs, of which the first hundred are named.</summary>
[ExactNumbers]
public sealed record ResultDifferenceView(double? Kwh, double? Kw, int Vens, IReadOnlyList<string> VenIds);

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
/// <param name="Rrmse">
/// √mean(e²) ÷ mean(a) of the VENs together, by what the profile missed by on days without an event; null where it has too few of them.
/// </param>
/// <param name="Band">Of the mean, by the same days.</param>
/// <param name="BaselineKw">An entry for each interval of the result; of the VENs that are known in it.</param>
/// <param name="ActualKw">What the same VENs used.</param>
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
    double? ClippedKwh,
    double? Rrmse = null,
    ErrorBandView? Band = null,
    IReadOnlyList<double?>? BaselineKw = null,
    IReadOnlyList<double?>? ActualKw = null
);

/// <summary>A way to make a baseline that ships.</summary>
/// <param name="Title">What it is, in one line.</param>
/// <param name="NaesbClass">Its class in NAESB's business practices, as the profile's file names it.</param>
/// <param name="Source">Where its rules are from.</param>
/// <param name="Order">Its place among the profiles by which results are issued, from 1 on; null where it is none of them.</param>
/// <param name="IsMeasurable">Whether events can be measured by it: it needs nothing but the VENs' own meters and, where it says so, temperatures.</param>
/// <param name="NeedsTemperature">Whether it needs the outdoor temperatures of the VEN's site.</param>
public sealed record ProfileView(
    string Name,
    int Version,
    string Title,
    string NaesbClass,
    string Source,
    int? Order,
    bool IsMeasurable,
    bool NeedsTemperature = false
);
