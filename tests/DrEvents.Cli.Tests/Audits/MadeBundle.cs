using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Proof;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Cli.Tests.Audits;

/// <summary>A bundle that holds, in a folder of its own: one VEN by what it reports, one by the utility's meter. Tests change it as a forger would.</summary>
internal sealed class MadeBundle : IDisposable
{
    public const string EventId = "evt-1a2b3c4d";
    public const string ByTelemetry = "ven-1";
    public const string ByMeter = "ven-2";
    private const string Profile = "caiso-10-in-10";
    private const int MeterMinutes = 15;
    private const double RequestedKw = 4;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    // By the first rule, which takes readings as they are: this bundle has no flags.
    private static readonly MeasuredHours Hours = new(
        Instant.FromUtc(2026, 7, 15, 14, 0),
        Instant.FromUtc(2026, 7, 15, 16, 0),
        15,
        DateTimeZoneProviders.Tzdb["Europe/Berlin"],
        ReadingRules.AsTheyAre
    );

    private static readonly DateTimeOffset IssuedAt = new(2026, 7, 15, 18, 10, 0, TimeSpan.Zero);

    /// <summary>An hour of pre-cooling, and two of rebound that the next event of the VEN by telemetry cuts to one.</summary>
    private static readonly ResultAround Around = ResultAround.Of(Hours, new DateTimeOffset(2026, 7, 15, 13, 0, 0, TimeSpan.Zero));

    private static readonly HeldElsewhere[] Next = [new(new DateTimeOffset(2026, 7, 15, 17, 0, 0, TimeSpan.Zero), null)];

    public MadeBundle() => Folder = Directory.CreateTempSubdirectory("made-bundle-").FullName;

    public static SigningKey Key { get; } = SigningKey.Of(Enumerable.Repeat((byte)3, 32).ToArray());

    public string Folder { get; }

    public static async Task<MadeBundle> Of(SigningKey? key, CancellationToken cancellation)
    {
        var bundle = new MadeBundle();
        using var bytes = new MemoryStream();
        await using (var zip = new BundleZip(bytes))
            await WriteAsync(zip, key, cancellation);
        bytes.Position = 0;
        await ZipFile.ExtractToDirectoryAsync(bytes, bundle.Folder, cancellation);
        return bundle;
    }

    public string At(string path) => Path.Combine(Folder, path);

    /// <summary>Changes a file, and the list so that it fits, as somebody would who wants to hide it; a signature stays as it was.</summary>
    public void Forge(string path, Func<string, string> change)
    {
        var before = File.ReadAllText(At(path));
        var after = change(before);
        after.ShouldNotBe(before);
        File.WriteAllText(At(path), after);
        Fit();
    }

    /// <summary>Changes the list itself.</summary>
    public void ForgeList(Func<string, string> change)
    {
        var before = File.ReadAllText(At(AuditManifest.Path));
        var after = change(before);
        after.ShouldNotBe(before);
        File.WriteAllText(At(AuditManifest.Path), after);
    }

    public void Fit()
    {
        var manifest = JsonSerializer.Deserialize<AuditManifest>(File.ReadAllText(At(AuditManifest.Path)), Web)!;
        var files = manifest
            .Files.Where(f => File.Exists(At(f.Path)))
            .Select(f => (f.Path, Bytes: File.ReadAllBytes(At(f.Path))))
            .Select(f => new AuditedFile(f.Path, f.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(f.Bytes))));
        File.WriteAllText(At(AuditManifest.Path), (manifest with { Files = [.. files] }).ToJson());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static async Task WriteAsync(BundleZip zip, SigningKey? key, CancellationToken cancellation)
    {
        var profile = ShippedProfiles.Get(Profile);
        var (raw, intervals) = Telemetry(profile);
        var meter = Meter(profile);
        VenResult[] vens =
        [
            Measured(ByTelemetry, profile, intervals, StoredUse.Minutes, ResultSeries.Telemetry, Next),
            Measured(ByMeter, profile, meter, MeterMinutes, ResultSeries.Meter, []),
        ];
        var result = Result(vens);
        var lines = new[]
        {
            StoredLine.Of(900_001, "mv/" + EventId, 1, result.At, "ven_results_issued", Json(new VenResultsIssued(1, vens))),
            StoredLine.Of(900_002, "mv/" + EventId, 2, result.At, "result_issued", Json(result)),
        };
        foreach (var path in new[] { AuditPaths.Event, AuditPaths.Parts, AuditPaths.History })
            await zip.AddAsync(path, "", cancellation);
        await zip.AddAsync(AuditPaths.Measurement, Lines(lines), cancellation);
        await zip.AddAsync(AuditPaths.Profile(Profile), ShippedProfiles.TextOf(Profile), cancellation);
        await zip.AddAsync(AuditPaths.Ven(ByTelemetry), Ven(ByTelemetry, ResultSeries.Telemetry, StoredUse.Minutes, Next), cancellation);
        await zip.AddAsync(AuditPaths.Intervals(ByTelemetry), Table(intervals), cancellation);
        await zip.AddAsync(
            AuditPaths.Readings(ByTelemetry),
            Lines([AuditTables.ReadingsHeader, .. raw.Select(r => AuditTables.Line(r.Sequence, r.At, r.At, r.Kw, []))]),
            cancellation
        );
        await zip.AddAsync(AuditPaths.Ven(ByMeter), Ven(ByMeter, ResultSeries.Meter, MeterMinutes, []), cancellation);
        await zip.AddAsync(AuditPaths.Intervals(ByMeter), Table([]), cancellation);
        await zip.AddAsync(AuditPaths.Meter(ByMeter), Table(meter), cancellation);
        await zip.AddAsync(AuditPaths.Report, AuditReport.Of(EventId, result, [result], vens), cancellation);
        await zip.EndAsync(EventId, 1, key, cancellation);
    }

    private static (List<StoredReading> Raw, List<Reading> Intervals) Telemetry(BaselineProfile profile)
    {
        var random = new Random(5);
        var raw = Minutes(profile, StoredUse.Minutes)
            .Select(
                (minute, i) =>
                    new StoredReading(
                        i + 1,
                        DateTimeOffset.FromUnixTimeSeconds((minute + 2) * 60),
                        2 + random.Next(0, 16) / 8.0,
                        IsOutOfOrder: false,
                        IsImplausible: false
                    )
            )
            .ToList();
        return (raw, [.. StoredUse.Of(raw, [], 60).Select(u => new Reading(u.Key, u.Value.Kw))]);
    }

    private static List<Reading> Meter(BaselineProfile profile)
    {
        var random = new Random(6);
        return [.. Minutes(profile, MeterMinutes).Select(m => new Reading(m, 3 + random.Next(0, 16) / 8.0))];
    }

    private static VenResult Measured(
        string venId,
        BaselineProfile profile,
        List<Reading> readings,
        int minutes,
        string restsOn,
        HeldElsewhere[] held
    )
    {
        List<Reading> own = [.. readings.Where(r => IsIn(NeededHours.Of(Hours.Zone, Hours.Start, Hours.End, profile, minutes), r))];
        var result = MeasureVen.Of(venId, Hours, profile, [], own, new HashSet<DateOnly>(), minutes, restsOn).Result.ShouldNotBeNull();
        var around = VenAroundHours.Of(Hours, Around, held, IssuedAt);
        List<Reading> beside = [.. readings.Where(r => IsIn(MeasureAround.Needed(result, around, profile, minutes), r))];
        return result with { Around = MeasureAround.Of(result, around, profile, beside, minutes) };
    }

    private static bool IsIn(IEnumerable<Interval> hours, Reading reading) =>
        hours.Any(h => h.Contains(Instant.FromUnixTimeSeconds(reading.Minute * 60)));

    /// <summary>Of the hours that the profile looks at, and of those around them on the same days.</summary>
    private static IEnumerable<long> Minutes(BaselineProfile profile, int length) =>
        NeededHours
            .Merged([
                .. NeededHours.Of(Hours.Zone, Hours.Start, Hours.End, profile, length),
                .. NeededHours.Of(
                    Hours.Zone,
                    [new Interval(Instant.FromDateTimeOffset(Around.From), Instant.FromDateTimeOffset(Around.Until))],
                    [.. Enumerable.Range(0, profile.Days!.LookBackDays + 1)],
                    length
                ),
            ])
            .SelectMany(n =>
                Enumerable
                    .Range(0, (int)(n.Duration.TotalMinutes / length))
                    .Select(i => n.Start.ToUnixTimeSeconds() / 60 + (long)i * length)
            );

    private static ResultIssued Result(VenResult[] vens)
    {
        var portfolio = new Portfolio(Hours, Around, IssuedAt);
        foreach (var ven in vens)
            portfolio.Add(ven);
        return new ResultIssued(
            1,
            null,
            "the event is over",
            IssuedAt,
            Hours.Start.ToDateTimeOffset(),
            Hours.End.ToDateTimeOffset(),
            Hours.IntervalMinutes,
            Hours.Zone.Id,
            DateTimeZoneProviders.Tzdb.VersionId,
            900_000,
            RequestedKw,
            vens.Length,
            vens.Count(v => v.Provisional is not null),
            [new VensOfProfile(Profile, 1, vens.Length)],
            0,
            [],
            portfolio.Sum(RequestedKw),
            null,
            ResultDigest.OfAll(vens),
            1,
            Hours.ReadingRule,
            Around
        );
    }

    private static string Ven(string venId, string restsOn, int minutes, HeldElsewhere[] held) =>
        new AuditedVen(venId, 60, [], [], [new AuditedLook(Profile, 45, [], restsOn, minutes)], Held: held).ToJson();

    private static string Table(IEnumerable<Reading> readings) =>
        Lines([AuditTables.IntervalsHeader, .. readings.Select(AuditTables.Line)]);

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));

    private static string Json<T>(T stored) => JsonSerializer.Serialize(stored, Web);
}
