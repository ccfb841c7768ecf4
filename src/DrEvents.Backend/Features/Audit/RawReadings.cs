using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using NodaTime;
using Interval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Writes what a VEN was measured from: its five minutes, and the raw readings that they were made of.</summary>
/// <param name="upTo">Nothing that was stored later is in the read models that results are made of, or was known to the result.</param>
public sealed class RawReadings(IDocumentSession session, MeasuredHours hours, long upTo)
{
    /// <summary>The five minutes as they were known then: made of the readings themselves, and of the read model where readings are deleted.</summary>
    public async Task<Dictionary<string, List<Reading>>> UseAsync(
        string[] venIds,
        IReadOnlyList<NodaTime.Interval> needed,
        CancellationToken cancellation
    )
    {
        var use = new Dictionary<string, List<Reading>>();
        foreach (var venId in venIds)
        {
            List<TimeRange> ranges = [];
            var made = await MadeAsync(venId, reports => ranges = [.. needed.Select(n => Used(n, reports))], cancellation);
            var known = made.ToDictionary(m => m.Key, m => m.Value.Kw);
            foreach (var kept in await KeptAsync(venId, ranges, cancellation))
                known.TryAdd(kept.Minute, kept.Kw);
            use.Add(
                venId,
                [
                    .. known
                        .Where(m => !double.IsNaN(m.Value) && needed.Any(n => n.Contains(Instant.FromUnixTimeSeconds(m.Key * 60))))
                        .OrderBy(m => m.Key)
                        .Select(m => new Reading(m.Key, m.Value)),
                ]
            );
        }
        return use;
    }

    /// <summary>What was odd about them then, where it is told of the readings themselves.</summary>
    public async Task<Dictionary<string, List<FlaggedInterval>>> FlagsAsync(
        string[] venIds,
        NodaTime.Interval time,
        CancellationToken cancellation
    )
    {
        var flags = new Dictionary<string, List<FlaggedInterval>>();
        foreach (var venId in venIds)
        {
            var made = await MadeAsync(venId, reports => [Watched(time, reports)], cancellation);
            var odd = made.Where(m => m.Value.Flags != ReadingFlags.None && time.Contains(Instant.FromUnixTimeSeconds(m.Key * 60)));
            flags.Add(venId, [.. odd.Select(m => new FlaggedInterval(m.Key, m.Value.Flags))]);
        }
        return flags;
    }

    /// <param name="assigned">The profile that was assigned to it; null where none was.</param>
    /// <param name="around">What was looked at before and after the event; null where nothing was.</param>
    public async Task WriteAsync(
        BundleZip zip,
        string venId,
        string? assigned,
        IReadOnlyList<VenLook> looks,
        VenAroundLook? around,
        CancellationToken cancellation
    )
    {
        var (reports, loads) = (await ReportsAsync(venId, cancellation), await LoadsAsync(venId, cancellation));
        var needed = Needed(looks, around, reports);
        var audited = new AuditedVen(
            venId,
            Ven.ReportIntervalSecondsDefault,
            reports,
            await DeletedAsync(venId, needed, cancellation),
            [.. looks.Where(l => l.Sealed is null).Select(Audited)],
            loads,
            assigned,
            looks.LastOrDefault(l => l.Sealed is not null) is { } look ? Audited(look) : null,
            Accepted(looks),
            looks.Select(l => l.Temperatures?.Site).FirstOrDefault(site => site is not null),
            around?.Held
        );
        await zip.AddAsync(AuditPaths.Ven(venId), audited.ToJson(), cancellation);
        await AddTableAsync(AuditPaths.Intervals(venId), AuditTables.IntervalsHeader, Of(ResultSeries.Telemetry));
        if (looks.Any(l => l.RestsOn == ResultSeries.Meter))
            await AddTableAsync(AuditPaths.Meter(venId), AuditTables.IntervalsHeader, Of(ResultSeries.Meter));
        if (audited.Site is not null)
            await AddTableAsync(
                AuditPaths.Temperatures(venId),
                AuditTables.TemperaturesHeader,
                looks.SelectMany(l => l.Temperatures?.Celsius ?? [])
            );
        if (looks.Any(l => l.RestsOn == ResultSeries.Telemetry))
            await zip.AddAsync(
                AuditPaths.Flags(venId),
                text => BundleTables.WriteAsync(text, looks.SelectMany(l => l.Flags)),
                cancellation
            );
        if (needed.Count > 0)
            await zip.AddAsync(AuditPaths.Readings(venId), text => ReadingsAsync(text, venId, needed, cancellation), cancellation);

        IEnumerable<Reading> Of(string series) =>
            looks.Where(l => l.RestsOn == series).SelectMany(l => l.Readings).Concat(around?.RestsOn == series ? around.Readings : []);

        Task AddTableAsync(string path, string header, IEnumerable<Reading> readings) =>
            zip.AddAsync(path, text => BundleTables.WriteAsync(text, header, readings), cancellation);
    }

    private static AuditedLook Audited(VenLook look) =>
        new(look.Profile.Name, look.Profile.Days?.LookBackDays, [.. look.EventDays.Order()], look.RestsOn, look.Minutes);

    private static List<AcceptedReadings>? Accepted(IReadOnlyList<VenLook> looks) =>
        looks.SelectMany(l => l.Accepted ?? []).DistinctBy(a => a.Sequence).OrderBy(a => a.Sequence).ToList() is { Count: > 0 } accepted
            ? accepted
            : null;

    /// <summary>Days whose readings retention has deleted; mostly there are none.</summary>
    private async Task<List<DateOnly>> DeletedAsync(string venId, List<TimeRange> needed, CancellationToken cancellation)
    {
        var days = needed.SelectMany(n => DaysOf(n)).Distinct().Order().ToList();
        var deleted = new List<DateOnly>();
        if (days.Count == 0 || await session.DeletedVensAsync([venId], days[0], days[^1], cancellation) is { Count: 0 })
            return deleted;
        foreach (var day in days)
        {
            if (await session.DeletedVensAsync([venId], day, day, cancellation) is { Count: > 0 })
                deleted.Add(day);
        }
        return deleted;
    }

    private static IEnumerable<DateOnly> DaysOf(TimeRange range)
    {
        for (var day = TelemetryDays.Of(range.Start); day <= TelemetryDays.Of(range.End); day = day.AddDays(1))
            yield return day;
    }

    private async Task ReadingsAsync(TextWriter text, string venId, List<TimeRange> needed, CancellationToken cancellation)
    {
        await text.WriteLineAsync(AuditTables.ReadingsHeader);
        await foreach (var (sequence, s) in SamplesAsync(venId, needed, cancellation))
            await text.WriteLineAsync(AuditTables.Line(sequence, s.LiveAt, s.ReceivedAt, s.UsedPowerKw, s.Flags ?? []));
    }

    private async IAsyncEnumerable<(long Sequence, TelemetrySampled Sample)> SamplesAsync(
        string venId,
        List<TimeRange> needed,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        string[] days = [.. needed.SelectMany(n => TelemetryStreams.Between(venId, n.Start, n.End)).Distinct()];
        await foreach (var stored in VenHistory.ReadAsync(session, [], days, upTo, cancellation))
        {
            if (stored.Data is TelemetrySampled s && needed.Exists(n => s.LiveAt >= n.Start && s.LiveAt < n.End))
                yield return (stored.Sequence, s);
        }
    }

    /// <summary>The five minutes of some time as readings made them that were stored by then.</summary>
    private async Task<SortedDictionary<long, StoredInterval>> MadeAsync(
        string venId,
        Func<List<ReportInterval>, List<TimeRange>> ranges,
        CancellationToken cancellation
    )
    {
        var reports = await ReportsAsync(venId, cancellation);
        var raw = new List<StoredReading>();
        await foreach (var (sequence, s) in SamplesAsync(venId, ranges(reports), cancellation))
            raw.Add(BundleTables.ReadingOf(sequence, s));
        return StoredUse.Of(raw, reports, Ven.ReportIntervalSecondsDefault, await LoadsAsync(venId, cancellation));
    }

    private async Task<List<ReportInterval>> ReportsAsync(string venId, CancellationToken cancellation) =>
        [
            .. (await session.EventsOfAsync(Ven.StreamOf(venId), [typeof(ReportIntervalChanged)], cancellation))
                .Where(e => e.Sequence <= upTo)
                .Select(e => new ReportInterval(e.Sequence, ((ReportIntervalChanged)e.Data).Seconds)),
        ];

    private async Task<List<LoadsKnown>> LoadsAsync(string venId, CancellationToken cancellation) =>
        [
            .. (await session.EventsOfAsync(Ven.StreamOf(venId), [typeof(LoadsDescribed)], cancellation))
                .Where(e => e.Sequence <= upTo)
                .Select(e => (e.Sequence, Loads: (LoadsDescribed)e.Data))
                .Select(e => new LoadsKnown(e.Sequence, e.Loads.Generate, e.Loads.LargestKw)),
        ];

    /// <summary>What the read model knows of days whose readings are deleted.</summary>
    private async Task<IEnumerable<Reading>> KeptAsync(string venId, List<TimeRange> needed, CancellationToken cancellation)
    {
        var deleted = await DeletedAsync(venId, needed, cancellation);
        if (deleted.Count == 0)
            return [];
        var kept = await session.ValuesInRangesAsync<VenInterval>(
            (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.UsedKw)),
            [venId],
            [.. deleted.Select(day => (TelemetryDays.StartOf(day), TelemetryDays.StartOf(day.AddDays(1))))],
            cancellation
        );
        return kept.Select(k => new Reading(k.At.ToUnixTimeSeconds() / 60, k.Value));
    }

    /// <summary>The hours that were looked at, each with the time before it in which the reading may lie that its first one follows; and those of the flags.</summary>
    private List<TimeRange> Needed(IReadOnlyList<VenLook> looks, VenAroundLook? around, List<ReportInterval> reports) =>
        [
            .. around?.RestsOn == ResultSeries.Telemetry ? around.Needed.Select(n => Used(n, reports)) : [],
            .. looks
                .Where(l => l.RestsOn == ResultSeries.Telemetry && !l.LacksTemperatures)
                .SelectMany(l =>
                    (l.Sealed ?? hours)
                        .Needed(l.Profile, StoredUse.Minutes)
                        .Select(n => Used(n, reports))
                        .Append(Watched(OwnHours.Watched(hours.Start, hours.End, l.Profile), reports))
                ),
        ];

    private static TimeRange Used(NodaTime.Interval time, List<ReportInterval> reports) => Range(time, Silence(reports), Duration.Zero);

    /// <summary>With the readings by which the first and the last of it are flagged.</summary>
    private static TimeRange Watched(NodaTime.Interval time, List<ReportInterval> reports) =>
        Range(time, Duration.FromTimeSpan(ReadingThresholds.LookBack(ReportS(reports))), Silence(reports));

    private static Duration Silence(List<ReportInterval> reports) =>
        Duration.FromSeconds(ReadingTime.SilenceIntervals * ReportS(reports) + 1);

    private static int ReportS(List<ReportInterval> reports) =>
        reports.Select(r => r.Seconds).Append(Ven.ReportIntervalSecondsDefault).Max();

    private static TimeRange Range(NodaTime.Interval time, Duration earlier, Duration later) =>
        new(
            (Floor(time.Start) - earlier).ToDateTimeOffset(),
            (Floor(time.End) + Duration.FromMinutes(StoredUse.Minutes) + later).ToDateTimeOffset()
        );

    private static Instant Floor(Instant time) =>
        Instant.FromUnixTimeTicks(time.ToUnixTimeTicks() - time.ToUnixTimeTicks() % Interval.Length.Ticks);
}
