using NodaTime;
using NodaTime.TimeZones;

namespace DrEvents.Measurement.Results;

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
/// <param name="ByMeter">How many VENs' results rest on the utility's meter.</param>
/// <param name="ReadingRule">How readings were looked at, one of <see cref="ReadingRules"/>; what was stored before there was one took them as they are.</param>
/// <param name="Around">The time before and after the event that was looked at too; null in results from before that was done.</param>
/// <param name="Order">Profiles that were tried, behind an assigned one, one after the other; null in results from before that was said.</param>
/// <param name="Unproven">How many VENs' results rest, wholly or partly, on readings whose sender nobody can prove.</param>
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
    string Hash,
    int ByMeter = 0,
    int ReadingRule = ReadingRules.AsTheyAre,
    ResultAround? Around = null,
    IReadOnlyList<string>? Order = null,
    int Unproven = 0
)
{
    /// <summary>VENs that are named of a list at most.</summary>
    public const int NamedMax = 100;

    /// <summary>The hours that it is of, by the clock of the sites.</summary>
    /// <exception cref="DateTimeZoneNotFoundException">The time zone is in no data of this program.</exception>
    public MeasuredHours Measured() =>
        new(
            Instant.FromDateTimeOffset(Start),
            Instant.FromDateTimeOffset(End),
            IntervalMinutes,
            DateTimeZoneProviders.Tzdb[TimeZone],
            ReadingRule
        );
}

public sealed record VensOfProfile(string Profile, int Version, int Vens);

public sealed record VenNotMeasured(string VenId, string Why);

/// <summary>What changed from the result that is superseded: the portfolio's energy and mean, and which VENs.</summary>
/// <param name="Vens">VENs of which anything differs; the first <see cref="ResultIssued.NamedMax"/> are named.</param>
public sealed record ResultDifference(double? Kwh, double? Kw, int Vens, IReadOnlyList<string> VenIds);
