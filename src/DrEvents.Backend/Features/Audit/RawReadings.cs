using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using NodaTime;
using Interval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Writes what a VEN was measured from: its five minutes, and the raw readings that they were made of.</summary>
/// <param name="upTo">Nothing that was stored later is in the read models that results are made of.</param>
public sealed class RawReadings(IDocumentSession session, MeasuredHours hours, long upTo)
{
    public async Task WriteAsync(BundleZip zip, string venId, IReadOnlyList<VenLook> looks, CancellationToken cancellation)
    {
        var ven = Ven.StreamOf(venId);
        var reports = (await session.EventsOfAsync(ven, [typeof(ReportIntervalChanged)], cancellation))
            .Where(e => e.Sequence <= upTo)
            .Select(e => new ReportInterval(e.Sequence, ((ReportIntervalChanged)e.Data).Seconds))
            .ToList();
        var needed = Needed(looks, Before(reports));
        var audited = new AuditedVen(
            venId,
            Ven.ReportIntervalSecondsDefault,
            reports,
            await DeletedAsync(venId, needed, cancellation),
            [
                .. looks.Select(l => new AuditedLook(
                    l.Profile.Name,
                    l.Profile.Days?.LookBackDays,
                    [.. l.EventDays.Order()],
                    l.RestsOn,
                    l.Minutes
                )),
            ]
        );
        await zip.AddAsync(AuditPaths.Ven(venId), audited.ToJson(), cancellation);
        await IntervalsAsync(zip, AuditPaths.Intervals(venId), looks.Where(l => l.RestsOn == ResultSeries.Telemetry), cancellation);
        if (looks.Any(l => l.RestsOn == ResultSeries.Meter))
            await IntervalsAsync(zip, AuditPaths.Meter(venId), looks.Where(l => l.RestsOn == ResultSeries.Meter), cancellation);
        if (needed.Count > 0)
            await zip.AddAsync(AuditPaths.Readings(venId), text => ReadingsAsync(text, venId, needed, cancellation), cancellation);
    }

    private static Task IntervalsAsync(BundleZip zip, string path, IEnumerable<VenLook> looks, CancellationToken cancellation) =>
        zip.AddAsync(
            path,
            async text =>
            {
                await text.WriteLineAsync(AuditTables.IntervalsHeader);
                foreach (var interval in looks.SelectMany(l => l.Readings).DistinctBy(r => r.Minute).OrderBy(r => r.Minute))
                    await text.WriteLineAsync(AuditTables.Line(interval));
            },
            cancellation
        );

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
        string[] days = [.. needed.SelectMany(n => TelemetryStreams.Between(venId, n.Start, n.End)).Distinct()];
        await foreach (var stored in VenHistory.ReadAsync(session, [], days, upTo, cancellation))
        {
            if (stored.Data is TelemetrySampled s && needed.Exists(n => s.LiveAt >= n.Start && s.LiveAt < n.End))
                await text.WriteLineAsync(AuditTables.Line(stored.Sequence, s.LiveAt, s.ReceivedAt, s.UsedPowerKw, s.Flags ?? []));
        }
    }

    /// <summary>The hours that were looked at, each with the time before it in which the reading may lie that its first one follows.</summary>
    private List<TimeRange> Needed(IReadOnlyList<VenLook> looks, Duration before)
    {
        var minutes = (int)Interval.Length.TotalMinutes;
        return
        [
            .. looks
                .Where(l => l.RestsOn == ResultSeries.Telemetry)
                .SelectMany(l => NeededHours.Of(hours.Zone, hours.Start, hours.End, l.Profile, minutes))
                .Select(n => new TimeRange(
                    (Floor(n.Start) - before).ToDateTimeOffset(),
                    (Floor(n.End) + Duration.FromMinutes(minutes)).ToDateTimeOffset()
                )),
        ];
    }

    private static Duration Before(List<ReportInterval> reports) =>
        Duration.FromSeconds(
            ReadingTime.SilenceIntervals * reports.Select(r => r.Seconds).Append(Ven.ReportIntervalSecondsDefault).Max() + 1
        );

    private static Instant Floor(Instant time) =>
        Instant.FromUnixTimeTicks(time.ToUnixTimeTicks() - time.ToUnixTimeTicks() % Interval.Length.Ticks);
}
