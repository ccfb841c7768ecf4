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
    private readonly AuditTally _tally = new();

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
            check._tally.Vens,
            check._tally.Intervals,
            check._tally.FromReadings,
            check._tally.Readings,
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
        var check = new VenCheck(_bundle, hours, _tally);
        foreach (var issued in vens)
        {
            if (check.Problem(issued.VenId, issued, whyNone: null) is { } problem)
                return problem;
            portfolio.Add(issued);
        }
        foreach (var none in result.NotMeasuredVens)
        {
            if (check.Problem(none.VenId, issued: null, none.Why) is { } problem)
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
}
