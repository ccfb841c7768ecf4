namespace DrEvents.Backend.Store;

/// <summary>Says of closed streams of one day what has to stay of each.</summary>
public delegate Task<IReadOnlyDictionary<string, DayRemains>> RemainsOf(
    IQuerySession session,
    IReadOnlyList<ClosedDay> days,
    CancellationToken cancellation
);

/// <summary>A closed VEN-day.</summary>
public readonly record struct ClosedDay(string Stream, string VenId, DateOnly Day);

/// <summary>Deletes closed days for good, but for what has to stay of them, and counts what went.</summary>
public static class DeletedDays
{
    /// <summary>So many are read and deleted in one transaction.</summary>
    private const int DaysAtOnce = 50;

    private sealed record Found(string Stream, string VenId, long Samples, long Bytes);

    /// <summary>Days before one of which something is in the archive that could be deleted, oldest first.</summary>
    public static Task<List<DateOnly>> ClosedDaysAsync(this IQuerySession session, DateOnly before, CancellationToken cancellation) =>
        session.ListAsync<DateOnly>(
            $"select distinct day from {ClosedTables.Segments} where day < $1 and not is_trimmed order by day",
            [before],
            cancellation
        );

    /// <summary>Deletes a day but for these VENs, and returns how many samples went. Another node that is at it is waited for.</summary>
    public static async Task<long> DeleteDayAsync(
        this IDocumentStore store,
        DateOnly day,
        string[] keptVenIds,
        RemainsOf remainsOf,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        for (var deleted = 0L; ; )
        {
            await using var session = store.LightweightSession();
            await session.HoldAsync(ClosedStreams.Lock, cancellation);
            var page = await PageAsync(session, day, keptVenIds, cancellation);
            if (page.Count == 0)
                return deleted;
            var remains = await remainsOf(session, [.. page.Select(p => new ClosedDay(p.Stream, p.VenId, day))], cancellation);
            var samples = page.Sum(p => p.Samples) - remains.Values.Sum(r => r.Rows.Count);
            Delete(session, day, page, remains, samples, now);
            await session.SaveChangesAsync(cancellation);
            deleted += samples;
        }
    }

    private static Task<List<Found>> PageAsync(IQuerySession session, DateOnly day, string[] keptVenIds, CancellationToken cancellation) =>
        session.ListAsync<Found>(
            $"""
            select stream_id, ven_id, sum(samples), sum(bytes) from {ClosedTables.Segments}
            where day = $1 and ven_id <> all($2) and not is_trimmed group by 1, 2 order by 1 limit {DaysAtOnce}
            """,
            [day, keptVenIds],
            cancellation
        );

    private static void Delete(
        IDocumentSession session,
        DateOnly day,
        List<Found> page,
        IReadOnlyDictionary<string, DayRemains> remains,
        long samples,
        DateTimeOffset now
    )
    {
        string[] streams = [.. page.Select(p => p.Stream)];
        var trimmed = page.Where(p => remains[p.Stream].Samples is not null).ToList();
        session.QueueSqlCommand($"delete from {ClosedTables.Segments} where stream_id = any(?)", (object)streams);
        session.QueueSqlCommand(
            $"delete from {EventStore.Streams} where id = any(?) and is_archived",
            (object)streams.Except(trimmed.Select(t => t.Stream)).ToArray()
        );
        foreach (var found in page)
            session.KeepDay(found.VenId, day, remains[found.Stream].Json);
        foreach (var found in trimmed)
            session.MoveIntoSegment(remains[found.Stream].Samples!, found.VenId, day, remains[found.Stream].Rows, now);
        session.QueueSqlCommand(
            $"update {ClosedTables.Segments} set is_trimmed = true where stream_id = any(?)",
            (object)trimmed.Select(t => t.Stream).ToArray()
        );
        session.QueueSqlCommand(
            $"""
            insert into {ClosedTables.Deleted} as t (day, ven_days, samples, bytes, deleted_at) values (?, ?, ?, ?, ?)
            on conflict (day) do update set ven_days = t.ven_days + excluded.ven_days, samples = t.samples + excluded.samples,
                bytes = t.bytes + excluded.bytes, deleted_at = excluded.deleted_at
            """,
            day,
            (long)page.Count,
            samples,
            page.Sum(p => p.Bytes),
            now.ToUniversalTime()
        );
    }
}
