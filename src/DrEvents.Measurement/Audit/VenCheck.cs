using System.Globalization;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Audit;

/// <summary>What was looked at so far.</summary>
internal sealed class AuditTally
{
    public int Vens { get; set; }
    public long Intervals { get; set; }
    public long FromReadings { get; set; }
    public long Readings { get; set; }

    /// <summary>Readings that came in after the result was made.</summary>
    public long Late { get; set; }
}

/// <summary>Makes the results of single VENs anew from what a bundle holds of them.</summary>
/// <param name="seals">By VEN id.</param>
internal sealed class VenCheck(AuditFolder bundle, ResultIssued result, IReadOnlyDictionary<string, InputsSealed> seals, AuditTally tally)
{
    private readonly MeasuredHours _hours = result.Measured();
    private readonly Dictionary<string, BaselineProfile> _profiles = [];
    private List<FlaggedInterval> _flags = [];
    private List<AcceptedReadings> _accepted = [];
    private VenTemperatures _temperatures = VenTemperatures.None;
    private SortedDictionary<long, StoredInterval> _fromRaw = [];

    /// <summary>The first that differs, or null.</summary>
    /// <param name="issued">What was issued of it; null where it has no result.</param>
    /// <param name="whyNone">Why it has none, as it was issued.</param>
    public string? Problem(string venId, VenResult? issued, string? whyNone)
    {
        var ven = AuditedVen.Read(bundle.File(AuditPaths.Ven(venId)), venId);
        var telemetry = AuditTables.Intervals(bundle.File(AuditPaths.Intervals(venId))).ToList();
        var meter = bundle.Has(AuditPaths.Meter(venId)) ? AuditTables.Intervals(bundle.File(AuditPaths.Meter(venId))).ToList() : [];
        // Bundles from before have none, and neither has a VEN that was looked at by its meter alone.
        _flags = bundle.Has(AuditPaths.Flags(venId)) ? [.. AuditTables.Flags(bundle.File(AuditPaths.Flags(venId)))] : [];
        // What was accepted later, a later result knows.
        _accepted = [.. (ven.Accepted ?? []).Where(a => a.Sequence <= result.AsOf)];
        _temperatures = VenTemperatures.Of(bundle, ven);
        if (
            issued?.Temperatures is { } rested
            && _temperatures.Other(_hours, ven.Looks.Select(ProfileOf).LastOrDefault(), rested) is { } other
        )
            return $"{venId}: {other}";
        var seal = seals.GetValueOrDefault(venId);
        if (FromReadings(ven, telemetry, seal) is { } problem)
            return problem;
        tally.Vens++;
        string? notByMeter = null;
        var series = ven.Looks.GroupBy(l => l.RestsOn).ToList();
        foreach (var looks in series)
        {
            var isLast = looks == series[^1];
            var (made, why) = Made(venId, [.. looks], looks.Key == ResultSeries.Meter ? meter : telemetry);
            if (!isLast && made is not null)
                return $"{venId}: {made.Profile} makes a baseline by its {looks.Key}, and was passed over";
            if (!isLast)
                notByMeter = why;
            else if (issued is null || made is null)
                return Without(venId, issued, made, why, whyNone);
            else if (Around(ven, made, looks.Last(), looks.Key == ResultSeries.Meter ? meter : telemetry) is (_, { } lacking))
                return lacking;
            // Why the meter was not even tried follows from values that are not in the bundle.
            else if (
                FirstDifference.Of(
                    made with
                    {
                        NotByMeter = notByMeter ?? issued.NotByMeter,
                        Assigned = seal is null ? ven.Assigned : seal.Assigned,
                        SinceSealed = seal is null ? null : Since(ven, seal, telemetry),
                        Around = Around(ven, made, looks.Last(), looks.Key == ResultSeries.Meter ? meter : telemetry).Made,
                    },
                    issued
                ) is
                { } d
            )
                return $"{venId}: {(looks.Key == ResultSeries.Meter ? "by the utility's meter: " : "")}{d}";
        }
        return series.Count > 0 ? null : $"{AuditPaths.Ven(venId)} names no look at its readings";
    }

    private static string? Without(string venId, VenResult? issued, VenResult? made, string why, string? whyNone) =>
        issued is not null ? $"{venId}: no profile makes a baseline: {why}"
        : made is not null ? $"{venId}: {made.Profile} makes a baseline, and it was issued without a result"
        : why != whyNone ? $"{venId}: it has no result because '{why}', and was issued with '{whyNone}'"
        : null;

    /// <summary>The first profile of them that makes a baseline; or why none does.</summary>
    private (VenResult? Result, string Why) Made(string venId, List<AuditedLook> looks, List<Reading> readings)
    {
        var passed = new List<ProfilePassed>();
        foreach (var look in looks)
        {
            var profile = ProfileOf(look);
            var made = Measured(venId, _hours, Looked(venId, _hours, look, readings), passed);
            if (made.Result is { } result)
                return look == looks[^1] ? (result, "") : (null, $"{profile.Name} makes a baseline, and was passed over");
            passed.Add(new ProfilePassed(profile.Name, made.Why!));
        }
        return (null, string.Join("; ", passed.Select(p => $"{p.Profile}: {p.Why}")));
    }

    private static VenMeasured Measured(string venId, MeasuredHours of, VenLook look, IReadOnlyList<ProfilePassed> passed) =>
        MeasureVen.Of(
            venId,
            of,
            look.Profile,
            passed,
            look.Readings,
            look.EventDays,
            look.Minutes,
            look.RestsOn,
            look.Flags,
            look.Accepted,
            temperatures: look.Temperatures
        );

    private VenLook Looked(string venId, MeasuredHours of, AuditedLook look, List<Reading> readings)
    {
        var profile = ProfileOf(look);
        var needed = of.Needed(profile, look.Minutes);
        List<Reading> within = [.. readings.Where(r => IsIn(needed, r.Minute))];
        return new VenLook(venId, profile, look.EventDays.ToHashSet(), within, look.RestsOn, look.Minutes, _flags, Accepted: _accepted)
        {
            Temperatures = _temperatures.For(of, profile),
        };
    }

    /// <summary>What was used before and after the event, where the result looks at that; or what of it the bundle lacks.</summary>
    private (VenAround? Made, string? Problem) Around(AuditedVen ven, VenResult made, AuditedLook look, List<Reading> readings)
    {
        if (result.Around is not { } looked)
            return (null, null);
        var (around, profile) = (VenAroundHours.Of(_hours, looked, ven.Held ?? [], result.At), ProfileOf(look));
        var needed = MeasureAround.Needed(made, around, profile, look.Minutes);
        var problem =
            look.RestsOn == ResultSeries.Telemetry ? Lacking(ven.VenId, readings.Select(r => r.Minute).ToHashSet(), needed) : null;
        return (MeasureAround.Of(made, around, profile, [.. readings.Where(r => IsIn(needed, r.Minute))], look.Minutes), problem);
    }

    /// <summary>Makes again what was sealed, always: whether the result rests on the very same is of no account.</summary>
    private SinceSealed Since(AuditedVen ven, InputsSealed seal, List<Reading> telemetry)
    {
        var audited = ven.Sealed ?? ven.Looks.LastOrDefault(l => l.RestsOn == ResultSeries.Telemetry && l.Profile == seal.Profile);
        var versionNow = seal.Profile is null || audited is null ? seal.ProfileVersion : ProfileOf(audited).Version;
        if (SinceSealed.WhyNot(seal, versionNow) is { } why)
            return SinceSealed.Not(seal, why);
        if (audited is null)
            return SinceSealed.Not(seal, $"the bundle does not say how {seal.Profile} was looked at");
        var look = Looked(ven.VenId, seal.Hours(), audited, telemetry);
        return SinceSealed.Of(seal, Measured(ven.VenId, seal.Hours(), look, []), DayRead.Of(look, seal.Hours()));
    }

    /// <summary>Makes the five minutes anew where there are readings of them.</summary>
    private string? FromReadings(AuditedVen ven, List<Reading> intervals, InputsSealed? seal)
    {
        tally.Intervals += intervals.Count;
        var path = AuditPaths.Readings(ven.VenId);
        var raw = bundle.Has(path) ? AuditTables.Readings(bundle.File(path)).ToList() : [];
        tally.Readings += raw.Count;
        tally.Late += raw.Count(r => r.Sequence > result.AsOf);
        var made = StoredUse.Of(raw, ven.ReportIntervals, ven.ReportSecondsFirst, ven.Loads);
        _fromRaw = made;
        var stored = intervals.ToDictionary(i => i.Minute, i => i.Kw);
        foreach (var (minute, kw) in stored)
        {
            if (!made.TryGetValue(minute, out var again))
            {
                if (ven.ReadingsDeleted.Contains(DateOnly.FromDateTime(TimeOf(minute).UtcDateTime)))
                    continue;
                return $"{ven.VenId}: no raw reading tells of the five minutes from {Text(minute)}";
            }
            tally.FromReadings++;
            if (BitConverter.DoubleToInt64Bits(again.Kw) != BitConverter.DoubleToInt64Bits(kw))
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ven.VenId}: the five minutes from {Text(minute)} are {again.Kw:R} kW by the raw readings, and {kw:R} kW in {AuditPaths.Intervals(ven.VenId)}"
                );
        }
        var needed = ven
            .Looks.Where(l => l.RestsOn == ResultSeries.Telemetry)
            .Select(l => (Hours: _hours, Profile: ProfileOf(l), l.Minutes))
            .Concat(ven.Sealed is { } look && seal is not null ? [(seal.Hours(), ProfileOf(look), look.Minutes)] : [])
            .Where(l => !_temperatures.AreLackedBy(l.Hours, l.Profile))
            .SelectMany(l => l.Hours.Needed(l.Profile, l.Minutes))
            .ToList();
        return Lacking(ven.VenId, stored.Keys.ToHashSet(), needed) ?? OtherFlags(ven, made);
    }

    /// <summary>Five minutes of these hours that raw readings tell of and the bundle's table does not.</summary>
    private string? Lacking(string venId, HashSet<long> stored, IReadOnlyList<Interval> needed)
    {
        foreach (var (minute, interval) in _fromRaw)
        {
            if (!double.IsNaN(interval.Kw) && !stored.Contains(minute) && IsIn(needed, minute))
                return $"{venId}: raw readings tell of the five minutes from {Text(minute)}, which {AuditPaths.Intervals(venId)} lacks";
        }
        return null;
    }

    /// <summary>Looks whether the flags are those that the raw readings have; results from before rest on none.</summary>
    private string? OtherFlags(AuditedVen ven, SortedDictionary<long, StoredInterval> made)
    {
        if (_hours.ReadingRule < ReadingRules.FlaggedAndFilled)
            return null;
        var stored = _flags.ToDictionary(f => f.Minute, f => f.Flags);
        var watched = ven
            .Looks.Where(l => l.RestsOn == ResultSeries.Telemetry)
            .Select(ProfileOf)
            .Where(p => !_temperatures.AreLackedBy(_hours, p))
            .Select(p => OwnHours.Watched(_hours.Start, _hours.End, p))
            .ToList();
        foreach (var minute in stored.Keys.Union(made.Keys.Where(m => IsIn(watched, m))).Order())
        {
            if (ven.ReadingsDeleted.Contains(DateOnly.FromDateTime(TimeOf(minute).UtcDateTime)))
                continue;
            var (again, was) = (made.GetValueOrDefault(minute).Flags, stored.GetValueOrDefault(minute));
            if ((again ^ was).By(_hours.ReadingRule) != ReadingFlags.None)
                return $"{ven.VenId}: the five minutes from {Text(minute)} are flagged '{again}' by the raw readings, and '{was}' in {AuditPaths.Flags(ven.VenId)}";
        }
        return null;
    }

    private BaselineProfile ProfileOf(AuditedLook look)
    {
        var path = AuditPaths.Profile(look.Profile);
        if (!_profiles.TryGetValue(path, out var profile))
            _profiles.Add(path, profile = ProfileFile.Read(bundle.File(path)));
        return profile.Days is { } days && look.LookBackDays is { } back
            ? profile with
            {
                Days = days with { LookBackDays = back },
            }
            : profile;
    }

    private static bool IsIn(IReadOnlyList<Interval> needed, long minute) =>
        needed.Any(n => n.Contains(Instant.FromUnixTimeSeconds(minute * 60)));

    private static DateTimeOffset TimeOf(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    private static string Text(long minute) => TimeOf(minute).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
