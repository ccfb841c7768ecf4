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
}

/// <summary>Makes the results of single VENs anew from what a bundle holds of them.</summary>
internal sealed class VenCheck(AuditFolder bundle, MeasuredHours hours, AuditTally tally)
{
    private readonly Dictionary<string, BaselineProfile> _profiles = [];

    /// <summary>The first that differs, or null.</summary>
    /// <param name="issued">What was issued of it; null where it has no result.</param>
    /// <param name="whyNone">Why it has none, as it was issued.</param>
    public string? Problem(string venId, VenResult? issued, string? whyNone)
    {
        var ven = AuditedVen.Read(bundle.File(AuditPaths.Ven(venId)));
        var telemetry = AuditTables.Intervals(bundle.File(AuditPaths.Intervals(venId))).ToList();
        var meter = bundle.Has(AuditPaths.Meter(venId)) ? AuditTables.Intervals(bundle.File(AuditPaths.Meter(venId))).ToList() : [];
        if (FromReadings(ven, telemetry) is { } problem)
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
            // Why the meter was not even tried follows from values that are not in the bundle.
            else if (FirstDifference.Of(made with { NotByMeter = notByMeter ?? issued.NotByMeter }, issued) is { } d)
                return $"{venId}: {d}";
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
            var needed = NeededHours.Of(hours.Zone, hours.Start, hours.End, profile, look.Minutes);
            var made = MeasureVen.Of(
                venId,
                hours,
                profile,
                passed,
                [.. readings.Where(r => IsIn(needed, r.Minute))],
                look.EventDays.ToHashSet(),
                look.Minutes,
                look.RestsOn
            );
            if (made.Result is { } result)
                return look == looks[^1] ? (result, "") : (null, $"{profile.Name} makes a baseline, and was passed over");
            passed.Add(new ProfilePassed(profile.Name, made.Why!));
        }
        return (null, string.Join("; ", passed.Select(p => $"{p.Profile}: {p.Why}")));
    }

    /// <summary>Makes the five minutes anew where there are readings of them.</summary>
    private string? FromReadings(AuditedVen ven, List<Reading> intervals)
    {
        tally.Intervals += intervals.Count;
        var path = AuditPaths.Readings(ven.VenId);
        var raw = bundle.Has(path) ? AuditTables.Readings(bundle.File(path)).ToList() : [];
        tally.Readings += raw.Count;
        var made = StoredUse.Of(raw, ven.ReportIntervals, ven.ReportSecondsFirst);
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
            if (BitConverter.DoubleToInt64Bits(again) != BitConverter.DoubleToInt64Bits(kw))
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ven.VenId}: the five minutes from {Text(minute)} are {again:R} kW by the raw readings, and {kw:R} kW in {AuditPaths.Intervals(ven.VenId)}"
                );
        }
        var needed = ven
            .Looks.Where(l => l.RestsOn == ResultSeries.Telemetry)
            .SelectMany(l => NeededHours.Of(hours.Zone, hours.Start, hours.End, ProfileOf(l), l.Minutes))
            .ToList();
        var more = made.FirstOrDefault(m => !double.IsNaN(m.Value) && !stored.ContainsKey(m.Key) && IsIn(needed, m.Key), new(-1, 0));
        return more.Key < 0
            ? null
            : $"{ven.VenId}: raw readings tell of the five minutes from {Text(more.Key)}, which {AuditPaths.Intervals(ven.VenId)} lacks";
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
