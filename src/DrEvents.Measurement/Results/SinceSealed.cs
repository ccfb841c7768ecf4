using DrEvents.Measurement.Engine;

namespace DrEvents.Measurement.Results;

/// <summary>
/// What has changed of a VEN's inputs since they were sealed: the sealed baseline made again, for the same hours and by the same profile, from what is known
/// now. Without a day and with a difference of 0 nothing has.
/// </summary>
/// <param name="SealedAt">When they were.</param>
/// <param name="Profile">By which the sealed baseline was made; null where none could be.</param>
/// <param name="Hash">Of the seal.</param>
/// <param name="Days">Days that are other than they were: in use, in the reason, or in any of their readings; newest first.</param>
/// <param name="Kw">Mean of the unadjusted baseline less that of the sealed one; null where one of them is not there.</param>
/// <param name="Why">Why they cannot be compared; null where they can.</param>
public sealed record SinceSealed(
    DateTimeOffset SealedAt,
    string? Profile,
    int? ProfileVersion,
    string? Hash,
    IReadOnlyList<DaySince> Days,
    double? Kw,
    string? Why
)
{
    /// <summary>What a day says of which one of the two knows nothing.</summary>
    public const string NotLookedAt = "not looked at";

    private const string Used = "used";

    /// <summary>Compares a seal with the same made again.</summary>
    /// <param name="now">The sealed hours measured by the sealed profile.</param>
    /// <param name="read">What was read of each day for that.</param>
    public static SinceSealed Of(InputsSealed then, VenMeasured now, IReadOnlyDictionary<DateOnly, DayRead> read) =>
        now.Result is { } result
            ? Made(then, Since(then.Days, SealedDay.Of(result.Days, read)), Difference(then, result.UnadjustedKw), null)
            : Made(then, [], null, now.Why);

    /// <summary>Where nothing can be compared.</summary>
    public static SinceSealed Not(InputsSealed then, string? why) => Made(then, [], null, why);

    /// <summary>Why a seal cannot be compared with anything: it has no baseline, or its profile is none of now; null where it can.</summary>
    /// <param name="versionNow">The version of its profile; null where there is none of that name.</param>
    public static string? WhyNot(InputsSealed then, int? versionNow) =>
        then.Profile is null ? $"no profile made a baseline when it was sealed: {then.Why}"
        : versionNow != then.ProfileVersion ? $"{then.Profile} is no longer version {then.ProfileVersion}"
        : null;

    private static SinceSealed Made(InputsSealed then, IReadOnlyList<DaySince> days, double? kw, string? why) =>
        new(then.At, then.Profile, then.ProfileVersion, then.Hash, days, kw, why);

    private static List<DaySince> Since(IReadOnlyList<SealedDay> then, IReadOnlyList<SealedDay> now)
    {
        var (was, isNow) = (then.ToDictionary(d => d.Date), now.ToDictionary(d => d.Date));
        return
        [
            .. was
                .Keys.Union(isNow.Keys)
                .OrderDescending()
                .Select(date => (Date: date, Was: was.GetValueOrDefault(date), Is: isNow.GetValueOrDefault(date)))
                .Where(d => d.Was != d.Is)
                .Select(d => new DaySince(d.Date, Verdict(d.Was), Verdict(d.Is), d.Was?.Kw, d.Is?.Kw)),
        ];
    }

    private static string Verdict(SealedDay? day) =>
        day is null ? NotLookedAt
        : !day.Used ? day.Reason ?? ""
        : day.Reason is { } reason ? $"{Used}: {reason}"
        : Used;

    private static double? Difference(InputsSealed then, IReadOnlyList<double> nowKw)
    {
        if (then.UnadjustedKw.Count != nowKw.Count || nowKw.Count == 0)
            return null;
        var (hours, sum) = (then.Hours(), 0.0);
        for (var i = 0; i < nowKw.Count; i++)
            sum += (nowKw[i] - then.UnadjustedKw[i]) * hours.MinutesOf(i);
        return BaselineResult.Round(sum / (hours.End - hours.Start).TotalMinutes);
    }
}

/// <summary>A day that is other than it was when it was sealed.</summary>
/// <param name="Was"><c>used</c>, why it was discarded, or <see cref="SinceSealed.NotLookedAt"/>.</param>
/// <param name="Is">The same by what is known now.</param>
/// <param name="WasKw">Its mean in the event's hours then; null where that was not known.</param>
/// <param name="IsKw">The same now.</param>
public sealed record DaySince(DateOnly Date, string Was, string Is, double? WasKw, double? IsKw);
