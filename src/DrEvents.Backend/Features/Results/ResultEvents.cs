using DrEvents.Backend.Features.Baselines;

namespace DrEvents.Backend.Features.Results;

/// <summary>
/// A page of what an event's VENs delivered, in the order of their ids; the <see cref="ResultIssued"/> of this number follows its pages, in the stream
/// <c>mv/{eventId}</c>.
/// </summary>
public sealed record VenResultsIssued(int Number, IReadOnlyList<VenResult> Vens)
{
    /// <summary>VENs of a page at most.</summary>
    public const int VensMax = 100;
}

/// <summary>
/// What one VEN delivered. An entry for each interval of the event, powers in kW; null where its meter misses a part of the interval. Rounded once, half
/// away from zero.
/// </summary>
/// <param name="PassedOver">Profiles that go before this one in the settings and made no baseline.</param>
/// <param name="Days">Every day that was looked at, by what became of it.</param>
/// <param name="SignedKw">Baseline minus actual.</param>
/// <param name="SettledKw">The same, clipped where the profile has a floor.</param>
/// <param name="Provisional">What may still change it; null where it is whole.</param>
/// <param name="Hash">SHA-256 over the text of what it rests on (<see cref="ResultDigest"/>), hexadecimal.</param>
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
    string Hash
);

/// <summary>A profile that made no baseline of a VEN's meter, and why.</summary>
public sealed record ProfilePassed(string Profile, string Why);

/// <summary>Days that were used, or discarded, for one reason; newest first.</summary>
public sealed record ResultDays(bool Used, string? Reason, IReadOnlyList<DateOnly> Dates);

/// <param name="Kind"><c>none</c>, <c>multiplicative</c> or <c>additive</c>.</param>
/// <param name="Hours">Length of its windows together.</param>
/// <param name="Raw">The factor, or the difference in kW, as it was computed; null where it could not be.</param>
/// <param name="Applied">The same within its bounds.</param>
public sealed record ResultAdjustment(string Kind, double Hours, double? Raw, double? Applied, string? Note);

/// <summary>What an event came to, after the pages of its VENs. It is never changed: a later one supersedes it and says why.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Supersedes">The number of the one that it takes the place of.</param>
/// <param name="Start">Of the event's hours, in whole minutes.</param>
/// <param name="TimeZone">By whose clock days are alike, as IANA names it, and the version of the time-zone data.</param>
/// <param name="AsOf">The stored event up to which the read models were folded that it was read from.</param>
/// <param name="Vens">VENs with a result.</param>
/// <param name="Provisional">How many of them may still change.</param>
/// <param name="NotMeasured">VENs that were told to shed and have no result; the first <see cref="NamedMax"/> are named.</param>
/// <param name="Hash">SHA-256 over the hashes of all VENs in the order of their ids, one a line.</param>
public sealed record ResultIssued(
    int Number,
    int? Supersedes,
    string Why,
    DateTimeOffset At,
    DateTimeOffset Start,
    DateTimeOffset End,
    int IntervalMinutes,
    string TimeZone,
    string TimeZoneVersion,
    long AsOf,
    double RequestedKw,
    int Vens,
    int Provisional,
    IReadOnlyList<VensOfProfile> ByProfile,
    int NotMeasured,
    IReadOnlyList<VenNotMeasured> NotMeasuredVens,
    ResultPortfolio Portfolio,
    ResultDifference? Difference,
    string Hash
)
{
    /// <summary>VENs that are named of a list at most.</summary>
    public const int NamedMax = 100;

    /// <summary>The stream that it is stored in, beside the sealed baselines.</summary>
    public static string StreamOf(string eventId) => BaselineSealed.StreamOf(eventId);

    /// <summary>A number is issued once: the stored event has one id, and cannot be stored twice.</summary>
    public static Guid IdOf(string eventId, int number) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{StreamOf(eventId)}/result/{number}")).AsSpan(0, 16));
}

public sealed record VensOfProfile(string Profile, int Version, int Vens);

public sealed record VenNotMeasured(string VenId, string Why);

/// <summary>
/// The VENs with a result together: sums in the order of their ids, an entry for each interval, kW. In an interval in which a VEN is not known, the sums
/// are those of the others; null where none is.
/// </summary>
/// <param name="SignedKw">Baseline minus actual.</param>
/// <param name="ClippedKw">The sum of what each VEN is above zero.</param>
/// <param name="UnknownVens">VENs that are not known in the interval.</param>
/// <param name="MeanKw">Signed, over the event.</param>
/// <param name="MeanRatio">Of that to the request.</param>
/// <param name="WorstRatio">The least of an interval.</param>
/// <param name="WithinShare">Intervals that are within ±5 % of the request, as a share.</param>
public sealed record ResultPortfolio(
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
    double? ClippedKwh
);

/// <summary>What changed from the result that is superseded: the portfolio's energy and mean, and which VENs.</summary>
/// <param name="Vens">VENs of which anything differs; the first <see cref="ResultIssued.NamedMax"/> are named.</param>
public sealed record ResultDifference(double? Kwh, double? Kw, int Vens, IReadOnlyList<string> VenIds);
