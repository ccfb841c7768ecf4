namespace DrEvents.Backend.Store;

public static class NewestStored
{
    /// <summary>
    /// The events of these streams but of some types, and those with these ids, below a sequence: the newest first, so many at most. It costs what these
    /// streams hold, however much else is stored.
    /// </summary>
    public static async Task<IReadOnlyList<IEvent>> NewestEventsAsync(
        this IQuerySession session,
        string[] streams,
        Guid[] ids,
        Type[] except,
        long before,
        int most,
        CancellationToken cancellation
    )
    {
        // With order and limit in the same query, PostgreSQL may look for the events of a year ago from the end of the table on.
        var sequences = await session.ListAsync<long>(
            $"""
            select seq_id from (
                select seq_id from {EventStore.Events} where stream_id = any($1) and seq_id < $3 and type <> all($5)
                union
                select seq_id from {EventStore.Events} where id = any($2) and seq_id < $3
            ) found order by seq_id desc limit $4
            """,
            [streams, ids, before, most, except.Select(session.NameOf).ToArray()],
            cancellation
        );
        long[] found = [.. sequences];
        return await session
            .Events.QueryAllRawEvents()
            .Where(e => e.Sequence.IsOneOf(found))
            .OrderByDescending(e => e.Sequence)
            .ToListAsync(cancellation);
    }
}
