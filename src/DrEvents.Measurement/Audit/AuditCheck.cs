using System.Globalization;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Audit;

/// <summary>What came of the verification of a bundle.</summary>
/// <param name="Problem">The first that differs; null where all of it holds.</param>
/// <param name="Vens">VENs whose result, or the reason why they have none, was made anew.</param>
/// <param name="Intervals">Five minutes that they rest on.</param>
/// <param name="FromReadings">Those of them that were made anew from raw readings; the others' readings are deleted.</param>
/// <param name="Readings">Raw readings that were looked at.</param>
/// <param name="Notes">What is not wrong and should be known.</param>
public sealed record AuditVerdict(
    string? Problem,
    string EventId,
    int Result,
    int Results,
    int Vens,
    long Intervals,
    long FromReadings,
    long Readings,
    IReadOnlyList<string> Notes
);

/// <summary>
/// Makes every figure of a result anew from the raw readings of a bundle, with nothing but this library: the five minutes from readings, each VEN's
/// baseline and reduction by its profile from these, the portfolio from the VENs, and the differences of results from one another; and looks whether the
/// stored events are those that the chain of results was made over.
/// </summary>
public sealed class AuditCheck
{
    private readonly AuditFolder _bundle;
    private readonly List<string> _notes = [];
    private readonly Dictionary<string, BaselineProfile> _profiles = [];
    private long _intervals;
    private long _fromReadings;
    private long _readings;
    private int _vens;

    private AuditCheck(AuditFolder bundle) => _bundle = bundle;

    /// <exception cref="BadFileException">A file of it cannot be read.</exception>
    public static AuditVerdict Of(AuditFolder bundle)
    {
        var check = new AuditCheck(bundle);
        var (problem, results) = (bundle.Problem(), 0);
        if (problem is null)
            (problem, results) = check.Run();
        return new AuditVerdict(
            problem,
            bundle.Manifest.EventId,
            bundle.Manifest.Result,
            results,
            check._vens,
            check._intervals,
            check._fromReadings,
            check._readings,
            check._notes
        );
    }

    private (string? Problem, int Results) Run()
    {
        var history = IssuedHistory.Read(_bundle.File(AuditPaths.Measurement));
        var problem = history.Problem();
        if (problem is not null || history.Results.Count == 0)
            return (problem ?? $"{AuditPaths.Measurement} holds no result", history.Results.Count);
        var result = history.Results.FirstOrDefault(r => r.Number == _bundle.Manifest.Result);
        if (result is null)
            return ($"{AuditPaths.Measurement} holds no result {_bundle.Manifest.Result}", history.Results.Count);
        // The chain knows that something was changed; figures know what.
        problem = OtherProfile() ?? Verify(result, history.VensOf(result.Number)) ?? new HistoryCheck(_bundle, _notes).Problem(result);
        return (problem, history.Results.Count);
    }

    /// <summary>A profile that ships is what it is by its name and version; one that does not is taken as it is, and said.</summary>
    private string? OtherProfile()
    {
        foreach (var file in _bundle.Manifest.Files.Where(f => f.Path.StartsWith(AuditPaths.Profiles, StringComparison.Ordinal)))
        {
            var profile = ProfileFile.Read(_bundle.File(file.Path));
            var shipped = ShippedProfiles.Find(profile.Name) is null ? null : ShippedProfiles.Get(profile.Name);
            if (shipped?.Version != profile.Version)
                _notes.Add($"{file.Path} is version {profile.Version} of a profile that this program does not ship");
            else if (ProfileFile.Parameters(profile).ToJsonString() != ProfileFile.Parameters(shipped).ToJsonString())
                return $"{file.Path} is not version {profile.Version} of {profile.Name} as it ships";
        }
        return null;
    }

    private string? Verify(ResultIssued result, IReadOnlyList<VenResult> vens)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(result.TimeZone) is null)
            return $"this program knows no time zone {result.TimeZone}";
        if (DateTimeZoneProviders.Tzdb.VersionId != result.TimeZoneVersion)
            _notes.Add($"made with time-zone data {result.TimeZoneVersion}, verified with {DateTimeZoneProviders.Tzdb.VersionId}");
        var hours = result.Measured();
        var portfolio = new Portfolio(hours);
        foreach (var issued in vens)
        {
            if (Verify(hours, issued.VenId, issued, whyNone: null) is { } problem)
                return problem;
            portfolio.Add(issued);
        }
        foreach (var none in result.NotMeasuredVens)
        {
            if (Verify(hours, none.VenId, issued: null, none.Why) is { } problem)
                return problem;
        }
        if (result.NotMeasured > result.NotMeasuredVens.Count)
            _notes.Add($"{result.NotMeasured - result.NotMeasuredVens.Count} VENs without a result are counted and not named");
        return InResult(result, FirstDifference.Of(portfolio.Sum(result.RequestedKw), result.Portfolio), "portfolio.")
            ?? InResult(result, FirstDifference.Of(ResultDigest.OfAll(vens), result.Hash), "hash")
            ?? InResult(
                result,
                FirstDifference.Of(Counts(vens.Count, vens.Count(v => v.Provisional is not null)), Counts(result.Vens, result.Provisional)),
                ""
            );
    }

    private static object Counts(int vens, int provisional) => new { vens, provisional };

    private static string? InResult(ResultIssued result, string? difference, string what) =>
        difference is null ? null : $"result {result.Number}: {what}{difference}";

    private string? Verify(MeasuredHours hours, string venId, VenResult? issued, string? whyNone)
    {
        var ven = AuditedVen.Read(_bundle.File(AuditPaths.Ven(venId)));
        var readings = AuditTables.Intervals(_bundle.File(AuditPaths.Intervals(venId))).ToList();
        if (FromReadings(ven, hours, readings) is { } problem)
            return problem;
        var passed = new List<ProfilePassed>();
        _vens++;
        foreach (var (i, look) in ven.Looks.Index())
        {
            var profile = ProfileOf(look);
            var needed = NeededOf(hours, profile);
            var made = MeasureVen.Of(
                venId,
                hours,
                profile,
                passed,
                [.. readings.Where(r => needed.Any(n => n.Contains(Instant.FromUnixTimeSeconds(r.Minute * 60))))],
                look.EventDays.ToHashSet(),
                Readings.StoredUse.Minutes
            );
            var isLast = issued is not null && i == ven.Looks.Count - 1;
            if (isLast)
                return made.Result is null ? $"{venId}: {profile.Name} makes no baseline: {made.Why}"
                    : FirstDifference.Of(made.Result, issued!) is { } d ? $"{venId}: {d}"
                    : null;
            if (made.Result is not null)
                return $"{venId}: {profile.Name} makes a baseline, and was passed over";
            passed.Add(new ProfilePassed(profile.Name, made.Why!));
        }
        var why = string.Join("; ", passed.Select(p => $"{p.Profile}: {p.Why}"));
        return why == whyNone ? null : $"{venId}: it has no result because '{why}', and was issued with '{whyNone}'";
    }

    /// <summary>Makes the five minutes anew where there are readings of them.</summary>
    private string? FromReadings(AuditedVen ven, MeasuredHours hours, List<Reading> intervals)
    {
        _intervals += intervals.Count;
        var path = AuditPaths.Readings(ven.VenId);
        var raw = _bundle.Has(path) ? AuditTables.Readings(_bundle.File(path)).ToList() : [];
        _readings += raw.Count;
        var made = Readings.StoredUse.Of(raw, ven.ReportIntervals, ven.ReportSecondsFirst);
        var stored = intervals.ToDictionary(i => i.Minute, i => i.Kw);
        foreach (var (minute, kw) in stored)
        {
            if (!made.TryGetValue(minute, out var again))
            {
                if (ven.ReadingsDeleted.Contains(DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(minute * 60).UtcDateTime)))
                    continue;
                return $"{ven.VenId}: no raw reading tells of the five minutes from {Time(minute)}";
            }
            _fromReadings++;
            if (BitConverter.DoubleToInt64Bits(again) != BitConverter.DoubleToInt64Bits(kw))
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ven.VenId}: the five minutes from {Time(minute)} are {again:R} kW by the raw readings, and {kw:R} kW in {AuditPaths.Intervals(ven.VenId)}"
                );
        }
        var needed = ven.Looks.SelectMany(l => NeededOf(hours, ProfileOf(l))).ToList();
        foreach (var (minute, kw) in made)
        {
            if (
                !double.IsNaN(kw)
                && !stored.ContainsKey(minute)
                && needed.Exists(n => n.Contains(Instant.FromUnixTimeSeconds(minute * 60)))
            )
                return $"{ven.VenId}: raw readings tell of the five minutes from {Time(minute)}, which {AuditPaths.Intervals(ven.VenId)} lacks";
        }
        return null;
    }

    private BaselineProfile ProfileOf(AuditedLook look)
    {
        var path = AuditPaths.Profile(look.Profile);
        if (!_profiles.TryGetValue(path, out var profile))
            _profiles.Add(path, profile = ProfileFile.Read(_bundle.File(path)));
        return profile.Days is { } days && look.LookBackDays is { } back
            ? profile with
            {
                Days = days with { LookBackDays = back },
            }
            : profile;
    }

    private static IReadOnlyList<Interval> NeededOf(MeasuredHours hours, BaselineProfile profile) =>
        Engine.NeededHours.Of(hours.Zone, hours.Start, hours.End, profile, Readings.StoredUse.Minutes);

    private static string Time(long minute) =>
        DateTimeOffset.FromUnixTimeSeconds(minute * 60).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
