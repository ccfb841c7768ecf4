namespace DrEvents.Backend.Store;

/// <summary>What is closed of a VEN's day.</summary>
public sealed record ClosedDay(string Stream, string VenId, long Samples, long Bytes);

/// <summary>Deletes closed days for good, but for what has to stay of them, counts what went, and reads what read models held of it.</summary>
public static class DeletedDays
{
    /// <summary>So many are read and deleted in one transaction.</summary>
    private const int DaysAtOnce = 50;

    /// <summary>Days before one of which something is in the archive that could be deleted, oldest first.</summary>
    public static Task<List<DateOnly>> ClosedDaysAsync(this IQuerySession session, DateOnly before, CancellationToken cancellation) =>
        session.ListAsync<DateOnly>(
            $"select distinct day from {ClosedTables.Segments} where day < $1 and not is_trimmed order by day",
            [before],
            cancellation
        );

    /// <summary>Some VENs' days, but for these VENs, which nobody else closes, reopens or deletes before the end of the transaction.</summary>
    public static async Task<List<ClosedDay>> HoldClosedAsync(
        this IDocumentSession session,
        DateOnly day,
        string[] keptVenIds,
        CancellationToken cancellation
    )
    {
        await session.HoldAsync(ClosedStreams.Lock, cancellation);
        return await session.ListAsync<ClosedDay>(
            $"""
            select stream_id, ven_id, sum(samples), sum(bytes) from {ClosedTables.Segments}
            where day = $1 and ven_id <> all($2) and not is_trimmed group by 1, 2 order by 1 limit {DaysAtOnce}
            """,
            [day, keptVenIds],
            cancellation
        );
    }

    /// <summary>Queues that a VEN's day is deleted.</summary>
    /// <param name="inReadModels">What read models hold of it, which is kept: a rebuild has nothing else to make it of.</param>
    /// <param name="remains">Those samples that stay because something rests on them; null where nothing does.</param>
    /// <param name="rows">The same, unpacked.</param>
    public static void Delete(
        this IDocumentSession session,
        ClosedDay closed,
        DateOnly day,
        object inReadModels,
        Segment? remains,
        IReadOnlyList<EventRow> rows,
        DateTimeOffset now
    )
    {
        session.QueueSqlCommand($"delete from {ClosedTables.Segments} where stream_id = ?", closed.Stream);
        if (remains is null)
            session.QueueSqlCommand($"delete from {EventStore.Streams} where id = ? and is_archived", closed.Stream);
        else
            session.MoveIntoSegment(remains, closed.VenId, day, rows, now, isTrimmed: true);
        session.QueueSqlCommand(
            $"insert into {ClosedTables.Kept} (ven_id, day, content) values (?, ?, ?::jsonb) on conflict (ven_id, day) do update set content = excluded.content",
            closed.VenId,
            day,
            session.DocumentStore.Options.Serializer().ToCleanJson(inReadModels)
        );
        session.QueueSqlCommand(
            $"""
            insert into {ClosedTables.Deleted} as t (day, ven_days, samples, bytes, deleted_at) values (?, 1, ?, ?, ?)
            on conflict (day) do update set ven_days = t.ven_days + excluded.ven_days, samples = t.samples + excluded.samples,
                bytes = t.bytes + excluded.bytes, deleted_at = excluded.deleted_at
            """,
            day,
            closed.Samples - rows.Count,
            closed.Bytes,
            now.ToUniversalTime()
        );
    }

    /// <summary>What is kept of a VEN, day by day, the oldest first.</summary>
    public static Task<List<T>> KeptDaysAsync<T>(this IQuerySession session, string venId, CancellationToken cancellation) =>
        session.JsonAsync<T>($"select content from {ClosedTables.Kept} where ven_id = $1 order by day", [venId], cancellation);

    /// <summary>The VENs of which a day in a range is deleted.</summary>
    public static Task<List<string>> DeletedVensAsync(
        this IQuerySession session,
        string[] venIds,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellation
    ) =>
        session.ListAsync<string>(
            $"select distinct ven_id from {ClosedTables.Kept} where ven_id = any($1) and day between $2 and $3 order by 1",
            [venIds, from, to],
            cancellation
        );

    /// <summary>
    /// Queues that what the tables of the first generation hold of deleted days is kept. They are the only ones that had no version in their names, and
    /// nothing was kept then.
    /// </summary>
    public static async Task KeepDaysOfFirstGenerationAsync(this IDocumentSession session, CancellationToken cancellation)
    {
        const string tables = EventStore.Schema + ".mt_doc_";
        if (!await session.FirstAsync<bool>($"select to_regclass('{tables}veninterval') is not null", [], cancellation))
            return;
        session.QueueSqlCommand(
            $"""
            insert into {ClosedTables.Kept} (ven_id, day, content)
            select g.ven, g.day, jsonb_build_object(
                'intervals', g.intervals,
                'meters', coalesce((
                    select jsonb_agg(m.data order by m.id) from {tables}meteredparticipation m
                    where m.data->>'venId' = g.ven and left(m.data->>'lastAt', 10)::date = g.day
                ), '[]'),
                'live', (select l.data from {tables}venlive l where l.id = g.ven))
            from (
                select i.data->>'venId' as ven, d.day, jsonb_agg(i.data order by i.data->>'start') as intervals
                from (
                    select data from {tables}veninterval
                    union all
                    select data->'openInterval' from {tables}venlive where jsonb_typeof(data->'openInterval') = 'object'
                ) i join {ClosedTables.Deleted} d on d.day = left(i.data->>'start', 10)::date
                group by 1, 2
            ) g
            where not exists (
                select 1 from {EventStore.Streams} s where s.id = 'telemetry/' || g.ven || '/' || to_char(g.day, 'YYYY-MM-DD')
            )
            on conflict do nothing
            """
        );
    }
}
