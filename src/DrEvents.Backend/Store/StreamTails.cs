namespace DrEvents.Backend.Store;

public static class StreamTails
{
    private const int PageSize = 500;

    /// <summary>An open row; or a segment of rows, with the version of its first, where there are no more open ones.</summary>
    private sealed record TailRow(
        long Version,
        long? Sequence,
        DateTimeOffset? StoredAt,
        string? Json,
        byte[]? Binary,
        byte[]? Content,
        byte[]? Sha256
    );

    /// <summary>The rows that were stored since a time, open or in the archive, the newest first, page by page as they are asked for.</summary>
    public static async IAsyncEnumerable<StoredRow> TailAsync(
        this IQuerySession session,
        string stream,
        DateTimeOffset storedSince,
        Func<Segment, IEnumerable<StoredRow>> unpack,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        // Open rows and the archive are asked by one statement, so that a stream that is closed meanwhile is in one of them.
        var sql = $"""
            with page as materialized (
                select version, seq_id, timestamp, data::text, bdata from {EventStore.Events}
                where stream_id = $1 and version < $2 order by version desc limit {PageSize}
            ), segment as (
                select first_version, content, sha256 from {ClosedTables.Segments}
                where stream_id = $1 and first_version < $2 and last_stored_at >= $3 and (select count(*) from page) < {PageSize}
                order by first_version desc limit 1
            )
            select version, seq_id, timestamp, data, bdata, null::bytea, null::bytea from page
            union all select first_version, null, null, null, null, content, sha256 from segment
            """;
        for (var before = long.MaxValue; before > 1; )
        {
            var page = await session.ListAsync<TailRow>(sql, [stream, before, storedSince.ToUniversalTime()], cancellation);
            foreach (var row in page.SelectMany(RowsOf))
            {
                if (row.Version < before && row.StoredAt >= storedSince)
                    yield return row;
            }
            var isMore = page is [.., var last] && (last.Content is not null || (page.Count == PageSize && last.StoredAt >= storedSince));
            before = isMore ? page[^1].Version : 0;
        }

        IEnumerable<StoredRow> RowsOf(TailRow row) =>
            row.Content is null
                ? [new StoredRow(stream, row.Version, row.Sequence!.Value, row.StoredAt!.Value, row.Json!, row.Binary)]
                : unpack(new Segment(stream, row.Version, row.Content, row.Sha256!)).Reverse();
    }

    /// <summary>The newest rows of each stream, so many at most, and the streams of which something is in the archive.</summary>
    public static async Task<(ILookup<string, StoredRow> Rows, HashSet<string> Closed)> TailsAsync(
        this IQuerySession session,
        string[] streams,
        int mostOfStream,
        CancellationToken cancellation
    )
    {
        // A stream that is closed meanwhile is in one half or the other. What is in the archive is a row of version 0.
        var rows = await session.ListAsync<StoredRow>(
            $"""
            select s.stream, e.version, e.seq_id, e.timestamp, e.data, e.bdata
            from unnest($1::varchar[]) as s(stream)
            cross join lateral (
                select version, seq_id, timestamp, data::text, bdata from {EventStore.Events}
                where stream_id = s.stream order by version desc limit $2
            ) e
            union all
            select distinct stream_id, 0::bigint, 0::bigint, to_timestamp(0), '', null::bytea
            from {ClosedTables.Segments} where stream_id = any($1)
            """,
            [streams, mostOfStream],
            cancellation
        );
        var closed = rows.Where(r => r.Version == 0).Select(r => r.Stream).ToHashSet();
        return (rows.Where(r => r.Version > 0).ToLookup(r => r.Stream), closed);
    }
}
