namespace DrEvents.Backend.Store;

/// <summary>
/// PostgreSQL's own locks, held to the end of the session's transaction. Whoever decides upon a state and appends to its stream locks the
/// stream first. Such a transaction is committed by Marten only if there is something to save: what is written has to be queued on the
/// session, never executed beside it.
/// </summary>
public static class Locks
{
    public static Task HoldAsync(this IDocumentSession session, string name, CancellationToken cancellation) =>
        session.HoldAsync([name], cancellation);

    public static Task HoldAsync(this IDocumentSession session, string[] names, CancellationToken cancellation) =>
        session.LockedAsync(
            """
            select pg_advisory_xact_lock(key)
            from (select hashtextextended(name, 0) as key from unnest($1::text[]) name order by 1) keys
            """,
            names,
            cancellation
        );

    public static async Task<bool> TryHoldAsync(this IDocumentSession session, string name, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        return await session.FirstAsync<bool>("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", [name], cancellation);
    }

    /// <summary>Locks streams, in the order of their names, against everybody else who locks them or appends to them.</summary>
    public static Task LockStreamsAsync(this IDocumentSession session, string[] streams, CancellationToken cancellation) =>
        session.LockedAsync(
            $"select 1 from {EventStore.Streams} where id = any($1) order by id collate \"C\" for update",
            streams,
            cancellation
        );

    /// <summary>Keeps a stream as it is: others may read it and do the same, nobody appends to it meanwhile.</summary>
    public static Task KeepStreamAsync(this IDocumentSession session, string stream, CancellationToken cancellation) =>
        session.LockedAsync($"select 1 from {EventStore.Streams} where id = any($1) for share", [stream], cancellation);

    public static async Task<IReadOnlyList<T>> LockAsync<T>(this IDocumentSession session, string[] streams, CancellationToken cancellation)
        where T : class
    {
        if (streams.Length == 0)
            return [];
        await session.LockStreamsAsync(streams, cancellation);
        return await session.LoadManyAsync<T>(cancellation, streams);
    }

    private static async Task LockedAsync(this IDocumentSession session, string sql, string[] names, CancellationToken cancellation)
    {
        if (names.Length == 0)
            return;
        await session.BeginTransactionAsync(cancellation);
        await session.ExecuteAsync(sql, [names], cancellation);
    }
}
