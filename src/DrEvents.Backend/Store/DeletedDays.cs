namespace DrEvents.Backend.Store;

/// <summary>What is closed of a VEN's day.</summary>
public sealed record ClosedDay(string Stream, string VenId, long Samples, long Bytes);

/// <summary>Deletes closed days for good, but for what has to stay of them, and counts what went.</summary>
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
}
