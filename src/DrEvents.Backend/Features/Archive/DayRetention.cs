using System.Runtime.CompilerServices;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Archive;

/// <summary>The UTC days of an event that was begun.</summary>
public sealed record EventDays(string EventId, DateOnly First, DateOnly Last)
{
    /// <summary>Loads come back to what they were, and then some, after the event: that is part of what it did.</summary>
    private const int DaysAfter = 1;

    /// <summary>The days of an event; null for one that never began.</summary>
    public static EventDays? Of(DrEvent e) =>
        e.ActivatedAt is not { } began ? null
        : TelemetryDays.Of(began) is var first && TelemetryDays.Of(e.EndedAt ?? e.EndTime) is var last && last > first
            ? new EventDays(e.Id, first, last)
        : new EventDays(e.Id, first, first);

    /// <summary>Whether measurement may need this day of the VENs that took part.</summary>
    public bool Needs(DateOnly day, DateOnly today, ArchiveOptions options) =>
        day >= First.AddDays(-options.LookBackDays)
        && day <= Last.AddDays(DaysAfter)
        && (options.KeepEventDays == 0 || Last >= today.AddDays(-options.KeepEventDays));
}

/// <summary>
/// Deletes closed days that are too old, except those that measurement may need: the days of an event, for the VENs that were told to shed in
/// it, and as many before it as the longest look-back of a baseline.
/// </summary>
public static class DayRetention
{
    /// <summary>Parts that are deleted in one transaction.</summary>
    private const int PageSize = 500;

    /// <summary>The first day that is kept whatever happened on it; null when all are.</summary>
    public static DateOnly? FirstKept(DateOnly today, ArchiveOptions options) =>
        options.KeepDays == 0 ? null : today.AddDays(-options.KeepDays);

    /// <summary>Deletes of every day what is too old and not needed; says of which days how many samples went.</summary>
    public static async IAsyncEnumerable<(DateOnly Day, long Samples)> TrimAsync(
        IDocumentStore store,
        ArchiveOptions options,
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var today = TelemetryDays.Of(now);
        if (FirstKept(today, options) is not { } firstKept)
            yield break;
        await using var session = store.QuerySession();
        var events = await EventsAsync(session, cancellation);
        foreach (var day in await DaysBeforeAsync(session, firstKept, cancellation))
        {
            var neededBy = events.Where(e => e.Needs(day, today, options)).Select(e => e.EventId).ToArray();
            if (await DeleteAsync(store, day, neededBy, now, cancellation) is > 0 and var samples)
                yield return (day, samples);
        }
    }

    /// <summary>Days of the archive before one, oldest first.</summary>
    private static async Task<List<DateOnly>> DaysBeforeAsync(IQuerySession session, DateOnly firstKept, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select distinct day from {ArchiveTables.Parts} where day < $1 order by day")
        {
            Parameters = { new() { Value = firstKept } },
        };
        var days = new List<DateOnly>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            days.Add(await reader.GetFieldValueAsync<DateOnly>(0, cancellation));
        return days;
    }

    /// <summary>All events that were begun.</summary>
    private static async Task<List<EventDays>> EventsAsync(IQuerySession session, CancellationToken cancellation) =>
        [.. (await session.Query<DrEvent>().ToListAsync(cancellation)).Select(EventDays.Of).OfType<EventDays>()];

    /// <summary>
    /// Deletes what is left of a day of VENs that no event needs, with their streams, and adds it to what was deleted before. Returns how many
    /// samples went. Another node that is at it is waited for.
    /// </summary>
    public static async Task<long> DeleteAsync(
        IDocumentStore store,
        DateOnly day,
        string[] neededBy,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        for (var samples = 0L; ; )
        {
            await using var session = store.LightweightSession();
            await session.HoldAsync(DayClosing.Lock, cancellation);
            var before = await DeletedAsync(session, day, cancellation);
            session.QueueSqlCommand(Delete(session), day, neededBy, day, now.ToUniversalTime());
            await session.SaveChangesAsync(cancellation);
            await using var query = store.QuerySession();
            if (await DeletedAsync(query, day, cancellation) - before is not (> 0 and var deleted))
                return samples;
            samples += deleted;
        }
    }

    private static string Delete(IDocumentSession session)
    {
        var participations = session.DocumentStore.Options.FindOrResolveDocumentType(typeof(Participation)).TableName.QualifiedName;
        return $"""
            with gone as (
                delete from {ArchiveTables.Parts} a where (a.stream_id, a.first_version) in (
                    select d.stream_id, d.first_version from {ArchiveTables.Parts} d
                    where d.day = ? and not exists (
                        select 1 from {participations} p where p.event_id = any(?) and p.ven_id = d.ven_id and p.was_told_to_shed
                    )
                    limit {PageSize}
                ) returning a.stream_id, a.first_version, a.samples, a.bytes
            ), streams as (
                delete from {EventStore.Schema}.mt_streams s using gone where s.id = gone.stream_id and s.is_archived
            )
            insert into {ArchiveTables.Deleted} as t (day, ven_days, samples, bytes, deleted_at)
            select ?, count(*) filter (where first_version = 1), sum(samples), sum(bytes), ? from gone having count(*) > 0
            on conflict (day) do update set ven_days = t.ven_days + excluded.ven_days, samples = t.samples + excluded.samples,
                bytes = t.bytes + excluded.bytes, deleted_at = excluded.deleted_at
            """;
    }

    private static async Task<long> DeletedAsync(IQuerySession session, DateOnly day, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select samples from {ArchiveTables.Deleted} where day = $1")
        {
            Parameters = { new() { Value = day } },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation) ? reader.GetInt64(0) : 0;
    }
}
