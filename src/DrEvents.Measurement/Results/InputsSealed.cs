using NodaTime;

namespace DrEvents.Measurement.Results;

/// <summary>
/// What a VEN's baseline rested on when its part in an event had begun, by what was known then: in the stream <c>mv/{eventId}</c>, once for each VEN. It is by
/// what the VEN reports, since no utility's meter is there so soon. Powers in kW, rounded once, half away from zero.
/// </summary>
/// <param name="Start">Begin of the event's hours, in whole minutes.</param>
/// <param name="End">Their end, as it was planned then.</param>
/// <param name="TimeZone">By whose clock days are alike, as IANA names it.</param>
/// <param name="Assigned">The profile of the event's programme, or that was assigned to the VEN when the event began; null where none was, and the settings' order held.</param>
/// <param name="Profile">The first profile of its order that made a baseline; null where none did.</param>
/// <param name="PassedOver">Profiles that go before it and made none.</param>
/// <param name="Days">Every day that was looked at, newest first.</param>
/// <param name="UnadjustedKw">The baseline before its adjustment, an entry for each interval.</param>
/// <param name="Hash">SHA-256 over the text of all that was looked at (<see cref="ResultDigest"/>), the readings of the event's own day up to then among it.</param>
/// <param name="Why">Why no profile made a baseline; null where one did.</param>
/// <param name="ReadingRule">How readings were looked at, one of <see cref="ReadingRules"/>.</param>
public sealed record InputsSealed(
    string VenId,
    DateTimeOffset Start,
    DateTimeOffset End,
    int IntervalMinutes,
    string TimeZone,
    string? Assigned,
    string? Profile,
    int? ProfileVersion,
    IReadOnlyList<ProfilePassed> PassedOver,
    IReadOnlyList<SealedDay> Days,
    IReadOnlyList<double> UnadjustedKw,
    string? Hash,
    string? Why,
    DateTimeOffset At,
    int ReadingRule = ReadingRules.FlaggedAndFilled
)
{
    /// <summary>The hours that it is of.</summary>
    /// <exception cref="NodaTime.TimeZones.DateTimeZoneNotFoundException">The time zone is in no data of this program.</exception>
    public MeasuredHours Hours() =>
        new(
            Instant.FromDateTimeOffset(Start),
            Instant.FromDateTimeOffset(End),
            IntervalMinutes,
            DateTimeZoneProviders.Tzdb[TimeZone],
            ReadingRule
        );

    /// <summary>What was made of a VEN's readings, as it is sealed.</summary>
    /// <param name="read">What was read of each day, from the look by which it was measured.</param>
    public static InputsSealed Of(
        string venId,
        MeasuredHours hours,
        string? assigned,
        VenMeasured made,
        IReadOnlyDictionary<DateOnly, DayRead> read,
        DateTimeOffset at
    ) =>
        new(
            venId,
            hours.Start.ToDateTimeOffset(),
            hours.End.ToDateTimeOffset(),
            hours.IntervalMinutes,
            hours.Zone.Id,
            assigned,
            made.Result?.Profile,
            made.Result?.ProfileVersion,
            made.Result?.PassedOver ?? [],
            made.Result is { } result ? SealedDay.Of(result.Days, read) : [],
            made.Result?.UnadjustedKw ?? [],
            made.Result?.Hash,
            made.Result is null ? made.Why : null,
            at,
            hours.ReadingRule
        );
}

/// <summary>A day that a baseline was made of, or that was discarded.</summary>
/// <param name="Reason">Why it was discarded, or used in spite of a rule.</param>
/// <param name="Kw">Its mean in the event's hours; null where any of them is not known.</param>
/// <param name="Digest">First 16 digits of the SHA-256 over its readings that were looked at, a line <c>MINUTE=KW</c> each; null where there are none.</param>
public sealed record SealedDay(DateOnly Date, bool Used, string? Reason, double? Kw, string? Digest)
{
    /// <summary>Newest first.</summary>
    public static IReadOnlyList<SealedDay> Of(IEnumerable<ResultDays> days, IReadOnlyDictionary<DateOnly, DayRead> read) =>
        [
            .. days.SelectMany(d => d.Dates, (d, date) => (d.Used, d.Reason, Date: date, Read: read.GetValueOrDefault(date)))
                .OrderByDescending(d => d.Date)
                .Select(d => new SealedDay(d.Date, d.Used, d.Reason, d.Read?.Kw, d.Read?.Digest)),
        ];
}
