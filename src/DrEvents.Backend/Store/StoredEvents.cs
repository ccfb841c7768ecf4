namespace DrEvents.Backend.Store;

/// <summary>A stored event as it lies in its row: enough to read it, and to put it in order.</summary>
/// <param name="Json">The event, where it is not in binary.</param>
/// <param name="Binary">The event in binary; null in rows of a time, or of types, that are stored as JSON.</param>
public readonly record struct StoredRow(string Stream, long Version, long Sequence, DateTimeOffset StoredAt, string Json, byte[]? Binary);

/// <summary>A row of stored events with all that its digest is made of.</summary>
/// <param name="Type">As the store names it.</param>
/// <param name="Json">Its data, as the store writes it.</param>
public readonly record struct WholeRow(long Sequence, string Stream, long Version, string Type, DateTimeOffset StoredAt, string Json);

/// <summary>Looks stored events up by what Marten's interface has no question for.</summary>
public static class StoredEvents
{
    private const int StreamsAtOnce = 1_000;

    public static Task<IReadOnlyList<IEvent>> EventsOfAsync(this IQuerySession session, string[] streams, CancellationToken cancellation) =>
        session.Events.QueryAllRawEvents().Where(e => e.StreamKey!.IsOneOf(streams)).OrderBy(e => e.Sequence).ToListAsync(cancellation);

    /// <summary>Events of these types alone of a stream: of the others not even data is read.</summary>
    public static Task<IReadOnlyList<IEvent>> EventsOfAsync(
        this IQuerySession session,
        string stream,
        Type[] types,
        CancellationToken cancellation
    ) => session.EventsOfAsync([stream], types, cancellation);

    /// <summary>The same of several streams.</summary>
    public static Task<IReadOnlyList<IEvent>> EventsOfAsync(
        this IQuerySession session,
        string[] streams,
        Type[] types,
        CancellationToken cancellation
    )
    {
        string[] names = [.. types.Select(session.NameOf)];
        return session
            .Events.QueryAllRawEvents()
            .Where(e => e.StreamKey!.IsOneOf(streams) && e.EventTypeName.IsOneOf(names))
            .OrderBy(e => e.Sequence)
            .ToListAsync(cancellation);
    }

    /// <summary>Those of these streams in which an event of these types holds one of the texts, as JSON writes them and whatever their case.</summary>
    public static async Task<List<string>> MentioningAsync(
        this IQuerySession session,
        IEnumerable<string> streams,
        Type[] types,
        string[] texts,
        CancellationToken cancellation
    )
    {
        string[] names = [.. types.Select(session.NameOf)];
        var found = new List<string>();
        // Both in lower case by PostgreSQL, whose rules for letters are those of its locale.
        const string sql = $"""
            select distinct stream_id from {EventStore.Events}
            where stream_id = any($1) and type = any($2)
                and exists (select from unnest($3::text[]) t where strpos(lower(data::text), lower(t)) > 0)
            """;
        foreach (var page in streams.Chunk(StreamsAtOnce))
            found.AddRange(await session.ListAsync<string>(sql, [page, names, texts], cancellation));
        return found;
    }

    /// <summary>Events of all streams after a sequence and up to another, oldest first. Of the excepted types not even data is read.</summary>
    public static Task<IReadOnlyList<IEvent>> EventsBetweenAsync(
        this IQuerySession session,
        long after,
        long upTo,
        Type[] except,
        int most,
        CancellationToken cancellation
    )
    {
        string[] excepted = [.. except.Select(session.NameOf)];
        return session
            .Events.QueryAllRawEvents()
            .Where(e => e.Sequence > after && e.Sequence <= upTo && !e.EventTypeName.IsOneOf(excepted))
            .OrderBy(e => e.Sequence)
            .Take(most)
            .ToListAsync(cancellation);
    }

    /// <summary>The rows of streams as they lie in the table, in the order of their sequences.</summary>
    public static Task<List<WholeRow>> WholeRowsAsync(this IQuerySession session, string[] streams, CancellationToken cancellation) =>
        session.ListAsync<WholeRow>(
            $"select seq_id, stream_id, version, type, timestamp, data::text from {EventStore.Events} where stream_id = any($1) order by seq_id",
            [streams],
            cancellation
        );

    /// <summary>The places of events in their streams, by the events' ids. Those that lie in closed days are left out.</summary>
    public static async Task<Dictionary<Guid, long>> VersionsAsync(this IQuerySession session, Guid[] ids, CancellationToken cancellation)
    {
        if (ids.Length == 0)
            return [];
        var found = await session.ListAsync<EventVersion>(
            $"select id, version from {EventStore.Events} where id = any($1)",
            [ids],
            cancellation
        );
        return found.ToDictionary(e => e.Id, e => e.Version);
    }

    private sealed record EventVersion(Guid Id, long Version);

    public static Task<List<Guid>> StoredIdsAsync(this IQuerySession session, Guid[] ids, CancellationToken cancellation) =>
        session.ListAsync<Guid>($"select id from {EventStore.Events} where id = any($1)", [ids], cancellation);

    public static Task<List<string>> StreamsAsync(this IQuerySession session, string prefix, CancellationToken cancellation) =>
        session.ListAsync<string>($"select id from {EventStore.Streams} where id ^@ $1 order by id collate \"C\"", [prefix], cancellation);

    /// <summary>Which of these streams there are, the last of their names first.</summary>
    public static Task<List<string>> ExistingStreamsAsync(this IQuerySession session, string[] streams, CancellationToken cancellation) =>
        session.ListAsync<string>(
            $"select id from {EventStore.Streams} where id = any($1) order by id collate \"C\" desc",
            [streams],
            cancellation
        );

    public static Task<List<T>> EventsAsync<T>(this IQuerySession session, Guid[] ids, CancellationToken cancellation) =>
        session.JsonAsync<T>($"select data from {EventStore.Events} where id = any($1) order by seq_id", [ids], cancellation);

    /// <summary>The events of the type in which a field has one of these values, or all: a stream with an event for each VEN is not read whole for one.</summary>
    public static Task<List<T>> EventsAsync<T>(
        this IQuerySession session,
        string stream,
        string field,
        string[]? values,
        CancellationToken cancellation
    ) =>
        session.JsonAsync<T>(
            $"""
            select data from {EventStore.Events}
            where stream_id = $1 and type = $3 and ($2::text[] is null or data->>'{field}' = any($2)) order by version
            """,
            [stream, Statements.Texts(values), session.NameOf(typeof(T))],
            cancellation
        );

    /// <summary>A field of all events of a type in a stream.</summary>
    public static Task<List<string>> FieldAsync<T>(
        this IQuerySession session,
        string stream,
        string field,
        CancellationToken cancellation
    ) =>
        session.ListAsync<string>(
            $"select data->>'{field}' from {EventStore.Events} where stream_id = $1 and type = $2",
            [stream, session.NameOf(typeof(T))],
            cancellation
        );

    /// <summary>
    /// Events that are pages of a list in the order of its items' keys: of those in which a field has this value, so many from the page on in which a key
    /// lies or would lie.
    /// </summary>
    /// <param name="list">The field that holds the items, and the one of each that is its key.</param>
    public static Task<List<T>> PagesAsync<T>(
        this IQuerySession session,
        string stream,
        (string Field, string Value) of,
        (string Field, string Key) list,
        string from,
        int most,
        CancellationToken cancellation
    ) =>
        session.JsonAsync<T>(
            $"""
            select data from {EventStore.Events}
            where stream_id = $1 and type = $2 and data->>'{of.Field}' = $3
                and data->'{list.Field}'->-1->>'{list.Key}' collate "C" >= $4
            order by version limit $5
            """,
            [stream, session.NameOf(typeof(T)), of.Value, from, most],
            cancellation
        );

    internal static string NameOf(this IQuerySession session, Type type) =>
        ((Marten.Events.EventGraph)session.DocumentStore.Options.Events).EventMappingFor(type).EventTypeName;

    /// <summary>Whether a stream was begun; also asked of a database that holds nothing yet.</summary>
    public static async Task<bool> HasStreamAsync(this IQuerySession session, string stream, CancellationToken cancellation) =>
        await session.FirstAsync<bool>($"select to_regclass('{EventStore.Streams}') is not null", [], cancellation)
        && await session.FirstAsync<bool>($"select exists (select from {EventStore.Streams} where id = $1)", [stream], cancellation);

    /// <summary>Whether there is any event, open or closed.</summary>
    public static Task<bool> AnyEventsAsync(this IQuerySession session, CancellationToken cancellation) =>
        session.FirstAsync<bool>(
            $"select exists (select from {EventStore.Events}) or exists (select from {ClosedTables.Segments})",
            [],
            cancellation
        );

    /// <summary>Then a gap in the events' sequence looks like an append to come while any transaction lasts, and projections wait for it.</summary>
    public static Task<bool> SeesOtherRolesAsync(this IQuerySession session, CancellationToken cancellation) =>
        session.FirstAsync<bool>("select pg_has_role('pg_read_all_stats', 'usage')", [], cancellation);

    /// <summary>Columns, as <c>schema.table.column</c>, and functions, as <c>schema.function()</c>.</summary>
    public static Task<List<string>> NamesOfObjectsAsync(this IQuerySession session, CancellationToken cancellation) =>
        session.ListAsync<string>(
            """
            select n.nspname || '.' || c.relname || '.' || a.attname
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema')
            union all
            select n.nspname || '.' || p.proname || '()'
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname not in ('pg_catalog', 'information_schema')
            """,
            [],
            cancellation
        );

    public static Task PingAsync(this IQuerySession session, CancellationToken cancellation) =>
        session.FirstAsync<int>("select 1", [], cancellation);
}
