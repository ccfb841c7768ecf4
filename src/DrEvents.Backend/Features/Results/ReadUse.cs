using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Features.Weather;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>What VENs used, and on which days events held them: a statement each, however many VENs.</summary>
public sealed class ReadUse(IQuerySession session, string eventId, DateTimeZone zone)
{
    /// <summary>Five minutes as they were known at another time; null for those of the read models.</summary>
    public EarlierUse? Earlier { get; init; }

    /// <summary>What was imported of meters after this stored event is left out; null where all counts.</summary>
    public long? MetersUpTo { get; init; }

    /// <summary>What was accepted of odd readings after this stored event is left out; null where all counts.</summary>
    public long? AcceptedUpTo { get; init; }

    /// <summary>What was imported of temperatures after this stored event, and said of VENs' sites, is left out; null where all counts.</summary>
    public long? TemperaturesUpTo { get; init; }

    /// <summary>Temperatures of the VENs' sites.</summary>
    public ReadTemperatures Temperatures => _temperatures ??= new ReadTemperatures(session, TemperaturesUpTo);

    private ReadTemperatures? _temperatures;

    private sealed record PartRow(string VenId, string? EventId, DateTimeOffset? BeganAt, DateTimeOffset? ShedUntil);

    /// <summary>Five minutes by VEN id, in the order of time, whether an event held the VEN or not.</summary>
    public async Task<Dictionary<string, List<Reading>>> ReadingsAsync(
        string[] venIds,
        IReadOnlyList<NodaTime.Interval> needed,
        CancellationToken cancellation
    )
    {
        if (Earlier is not null)
            return await Earlier.ReadingsAsync(venIds, needed, cancellation);
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

    /// <summary>What is odd about the five minutes of a time, by VEN id and in the order of time; of those that are not flagged nothing.</summary>
    public async Task<Dictionary<string, List<FlaggedInterval>>> FlagsAsync(
        string[] venIds,
        NodaTime.Interval time,
        CancellationToken cancellation
    )
    {
        if (Earlier is not null)
            return await Earlier.FlagsAsync(venIds, time, cancellation);
        var open = await session.LoadManyAsync<VenLive>(cancellation, venIds);
        var closed = await session.ValuesInRangesAsync<VenInterval>(
            (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.Flags)),
            venIds,
            [(time.Start.ToDateTimeOffset(), time.End.ToDateTimeOffset())],
            cancellation
        );
        var flags = venIds.ToDictionary(v => v, _ => new List<FlaggedInterval>());
        foreach (var value in closed.Where(v => v.Value != 0))
            flags[value.Owner].Add(new FlaggedInterval(Minute(value.At), (ReadingFlags)value.Value));
        foreach (var interval in open.Select(v => v.OpenInterval).OfType<VenInterval>().Where(i => i.Flags != 0))
        {
            var own = flags[interval.VenId];
            var isNew = own.Count == 0 || own[^1].Minute < Minute(interval.Start);
            if (isNew && time.Contains(Instant.FromDateTimeOffset(interval.Start)))
                own.Add(new FlaggedInterval(Minute(interval.Start), (ReadingFlags)interval.Flags));
        }
        return flags;
    }

    /// <summary>What persons accepted of the odd readings of a time, by VEN id and in the order of storing.</summary>
    /// <param name="flags">Of VENs without anything odd nothing is read.</param>
    public async Task<Dictionary<string, List<AcceptedReadings>>> AcceptedAsync(
        Dictionary<string, List<FlaggedInterval>> flags,
        NodaTime.Interval time,
        CancellationToken cancellation
    )
    {
        // Five minutes that stand still may be of an hour that does.
        var odd = flags.Where(v => v.Value.Exists(f => (f.Flags & ~ReadingFlags.Moved) != ReadingFlags.None)).Select(v => v.Key);
        var accepted = await session.AcceptedAsync(odd, cancellation);
        foreach (var own in accepted.Values)
            own.RemoveAll(a => a.Sequence > AcceptedUpTo || !IsOf(a));
        return accepted;

        bool IsOf(AcceptedReadings a) => a.From < time.End.ToDateTimeOffset() && a.To > time.Start.ToDateTimeOffset();
    }

    /// <summary>Local days on which a part of the VEN in another event began or went on, from the first to the last that is asked for.</summary>
    public async Task<ILookup<string, DateOnly>> EventDaysAsync(
        string[] venIds,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellation
    )
    {
        // A part that began as long before as an event may last may have gone on.
        var since = zone.AtStartOfDay(LocalDate.FromDateOnly(first.AddDays(-(int)EventLimits.DurationMax.TotalDays)))
            .ToInstant()
            .ToDateTimeOffset()
            .ToUniversalTime();
        var parts = await session.PartsSinceAsync<PartRow>(venIds, since, cancellation);
        return parts
            .Where(p => p is { EventId: not null, BeganAt: not null } && p.EventId != eventId)
            .SelectMany(p => DaysOf(p.BeganAt!.Value, p.ShedUntil), (p, day) => (p.VenId, Day: day))
            .Where(d => d.Day >= first && d.Day <= last)
            .Distinct()
            .ToLookup(d => d.VenId, d => d.Day);
    }

    /// <summary>When other events held VENs in the time around this one, by VEN id and in the order of time; what began later than <paramref name="at"/> is not known then.</summary>
    public async Task<ILookup<string, HeldElsewhere>> HeldAsync(
        string[] venIds,
        ResultAround around,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        // As with days: a part that began the day before may have gone on.
        var parts = await session.PartsSinceAsync<PartRow>(venIds, around.From.AddDays(-1).ToUniversalTime(), cancellation);
        return parts
            .Where(p => p is { EventId: not null, BeganAt: not null } && p.EventId != eventId)
            .Where(p => p.BeganAt < around.Until && p.BeganAt < at && (p.ShedUntil is null || p.ShedUntil > around.From))
            .OrderBy(p => p.BeganAt)
            .ToLookup(p => p.VenId, p => new HeldElsewhere(p.BeganAt!.Value, p.ShedUntil));
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
