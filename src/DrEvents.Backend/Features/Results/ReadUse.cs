using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>What VENs used, and on which days events held them: a statement each, however many VENs.</summary>
public sealed class ReadUse(IQuerySession session, string eventId, DateTimeZone zone)
{
    private sealed record PartRow(string VenId, string? EventId, DateTimeOffset? BeganAt, DateTimeOffset? ShedUntil);

    /// <summary>Five minutes by VEN id, in the order of time, whether an event held the VEN or not.</summary>
    public async Task<Dictionary<string, List<Reading>>> ReadingsAsync(
        string[] venIds,
        IReadOnlyList<NodaTime.Interval> needed,
        CancellationToken cancellation
    )
    {
        // The open ones first: one that is closed meanwhile is in both, and is then taken from the others.
        var open = await session.LoadManyAsync<VenLive>(cancellation, venIds);
        var closed = await session.ValuesInRangesAsync<VenInterval>(
            (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.UsedKw)),
            venIds,
            [.. needed.Select(r => (r.Start.ToDateTimeOffset(), r.End.ToDateTimeOffset()))],
            cancellation
        );
        var readings = closed
            .GroupBy(v => v.Owner)
            .ToDictionary(g => g.Key, g => g.Select(v => new Reading(Minute(v.At), v.Value)).ToList());
        foreach (var ven in open)
        {
            if (
                ven.OpenInterval is not { UsedKw: { } kw } interval
                || !needed.Any(r => r.Contains(Instant.FromDateTimeOffset(interval.Start)))
            )
                continue;
            if (!readings.TryGetValue(ven.Id, out var own))
                readings.Add(ven.Id, own = []);
            if (own.Count == 0 || own[^1].Minute < Minute(interval.Start))
                own.Add(new Reading(Minute(interval.Start), kw));
        }
        return readings;
    }

    /// <summary>Local days on which a part of the VEN in another event began or went on, from the first to the last that is asked for.</summary>
    public async Task<ILookup<string, DateOnly>> EventDaysAsync(
        string[] venIds,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellation
    )
    {
        // A part that began the day before may have gone on.
        var since = zone.AtStartOfDay(LocalDate.FromDateOnly(first.AddDays(-1))).ToInstant().ToDateTimeOffset().ToUniversalTime();
        var parts = await session.PartsSinceAsync<PartRow>(venIds, since, cancellation);
        return parts
            .Where(p => p is { EventId: not null, BeganAt: not null } && p.EventId != eventId)
            .SelectMany(p => DaysOf(p.BeganAt!.Value, p.ShedUntil), (p, day) => (p.VenId, Day: day))
            .Where(d => d.Day >= first && d.Day <= last)
            .Distinct()
            .ToLookup(d => d.VenId, d => d.Day);
    }

    private IEnumerable<DateOnly> DaysOf(DateTimeOffset began, DateTimeOffset? until)
    {
        var (first, last) = (DayOf(began), until > began ? DayOf(until.Value.AddTicks(-1)) : DayOf(began));
        for (var day = first; day <= last; day = day.AddDays(1))
            yield return day;
    }

    private DateOnly DayOf(DateTimeOffset time) => Instant.FromDateTimeOffset(time).InZone(zone).Date.ToDateOnly();

    private static long Minute(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;
}
