using System.Globalization;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Proof;
using DrEvents.Measurement.Results;
using DrEvents.Proof;
using NodaTime;

namespace DrEvents.Measurement.Audit;

/// <summary>What came of the verification of a bundle.</summary>
/// <param name="Problem">The first that differs; null where all of it holds.</param>
/// <param name="Vens">VENs whose result, or the reason why they have none, was made anew.</param>
/// <param name="Intervals">Five minutes that they rest on.</param>
/// <param name="FromReadings">Those of them that were made anew from raw readings; the others' readings are deleted.</param>
/// <param name="Readings">Raw readings that were looked at.</param>
/// <param name="KeyId">The key that is said to have signed the list of files; null where none is.</param>
/// <param name="SignatureHolds">Whether a key was given, and signed the list as it stands.</param>
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
    string? KeyId,
    bool SignatureHolds,
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

    /// <param name="key">The key that has to have signed the list of files; null where any list will do.</param>
    /// <exception cref="BadFileException">A file of it cannot be read.</exception>
    public static AuditVerdict Of(AuditFolder bundle, VerifyingKey? key = null)
    {
        var check = new AuditCheck(bundle);
        var unsigned = key is null ? null : bundle.Manifest.SignatureProblem(key);
        var (problem, results) = (unsigned ?? bundle.Problem(), 0);
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
            bundle.Manifest.KeyId,
            key is not null && unsigned is null,
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
        problem = OtherProfile() ?? Verify(result, history) ?? new HistoryCheck(_bundle, _notes).Problem(result);
        if (_tally.Late > 0)
            _notes.Add(
                $"{_tally.Late} raw readings came in after the result was made, which knows stored events up to {result.AsOf}: a later result has them"
            );
        if (problem is null)
            LookAtReport(history.Results, result, history.VensOf(result.Number));
        return (problem, history.Results.Count);
    }

    /// <summary>It is for people, and no figure follows from it; but who reads it should know that it is the right one.</summary>
    private void LookAtReport(List<ResultIssued> all, ResultIssued result, IReadOnlyList<VenResult> vens)
    {
        if (!_bundle.Has(AuditPaths.Report))
        {
            _notes.Add($"{AuditPaths.Report} is not in the bundle");
            return;
        }
        // Of a file that is longer no more is read than shows that it is.
        var expected = AuditReport.Of(_bundle.Manifest.EventId, result, all, vens);
        using var reader = new StreamReader(_bundle.File(AuditPaths.Report).Open());
        var read = new char[expected.Length + 1];
        if (new string(read, 0, reader.ReadBlock(read)) != expected)
            _notes.Add(
                $"{AuditPaths.Report} is not what this program writes of the result: another version wrote it, or somebody changed it"
            );
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

    private string? Verify(ResultIssued result, IssuedHistory history)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(result.TimeZone) is null)
            return $"this program knows no time zone {result.TimeZone}";
        if (DateTimeZoneProviders.Tzdb.VersionId != result.TimeZoneVersion)
            _notes.Add($"made with time-zone data {result.TimeZoneVersion}, verified with {DateTimeZoneProviders.Tzdb.VersionId}");
        var vens = history.VensOf(result.Number);
        var portfolio = new Portfolio(result.Measured(), result.Around, result.At);
        var check = new VenCheck(_bundle, result, history.Seals, _tally);
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
                FirstDifference.Of(
                    Counts(
                        vens.Count,
                        vens.Count(v => v.Provisional is not null),
                        vens.Count(v => v.RestsOn == ResultSeries.Meter),
                        vens.Count(v => v.Unproven is not null)
                    ),
                    Counts(result.Vens, result.Provisional, result.ByMeter, result.Unproven)
                ),
                ""
            );
    }

    private static object Counts(int vens, int provisional, int byMeter, int unproven) =>
        new
        {
            vens,
            provisional,
            byMeter,
            unproven,
        };

    private static string? InResult(ResultIssued result, string? difference, string what) =>
        difference is null ? null : $"result {result.Number}: {what}{difference}";
}
