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

    /// <summary>Of each stream the newest event of a type whose own time, in this field, is not after a time; those that have none are left out.</summary>
    public static Task<List<T>> NewestOfEachAsync<T>(
        this IQuerySession session,
        string[] streams,
        string timeField,
        DateTimeOffset upTo,
        CancellationToken cancellation
    ) =>
        session.JsonAsync<T>(
            $"""
            select distinct on (stream_id) data from {EventStore.Events}
            where stream_id = any($1) and type = $2 and (data->>'{timeField}')::timestamptz <= $3
            order by stream_id, version desc
            """,
            [streams, session.NameOf(typeof(T)), upTo.ToUniversalTime()],
            cancellation
        );

    /// <summary>
    /// The events of all streams but of some types, after a sequence and below another: the newest first, so many at most. It costs what is stored between
    /// the two at the most.
    /// </summary>
    public static Task<IReadOnlyList<IEvent>> NewestEventsBetweenAsync(
        this IQuerySession session,
        long after,
        long before,
        Type[] except,
        int most,
        CancellationToken cancellation
    )
    {
        string[] excepted = [.. except.Select(session.NameOf)];
        return session
            .Events.QueryAllRawEvents()
            .Where(e => e.Sequence > after && e.Sequence < before && !e.EventTypeName.IsOneOf(excepted))
            .OrderByDescending(e => e.Sequence)
            .Take(most)
            .ToListAsync(cancellation);
    }
}
