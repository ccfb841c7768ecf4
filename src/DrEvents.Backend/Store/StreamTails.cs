namespace DrEvents.Backend.Store;

/// <summary>A page from the end of a stream: open rows, the newest first, or a whole segment where there are no more of them.</summary>
/// <param name="Next">The version before which the next page ends; 0 when there is none.</param>
public sealed record TailPage(List<StoredRow> Rows, Segment? Segment, long Next);

public static class StreamTails
{
    private const int PageSize = 500;

    private sealed record TailRow(
        long Version,
        long? Sequence,
        DateTimeOffset? StoredAt,
        string? Json,
        byte[]? Binary,
        byte[]? Content,
        byte[]? Sha256
    );

    /// <summary>Open rows and the archive are asked by one statement, so that a stream that is closed meanwhile is in one of them.</summary>
    public static async Task<TailPage> TailAsync(
        this IQuerySession session,
        string stream,
        long before,
        DateTimeOffset storedSince,
        CancellationToken cancellation
    )
    {
        var rows = new List<StoredRow>(PageSize);
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
        await foreach (var row in session.RowsAsync<TailRow>(sql, [stream, before, storedSince.ToUniversalTime()], cancellation))
        {
            var first = row.Version;
            if (row.Content is not null)
                return new TailPage(rows, new Segment(stream, first, row.Content, row.Sha256!), first > 1 ? first : 0);
            // The rest is older still.
            if (row.StoredAt < storedSince)
                return new TailPage(rows, Segment: null, Next: 0);
            rows.Add(new StoredRow(first, row.Sequence!.Value, row.StoredAt!.Value, row.Json!, row.Binary));
        }
        return new TailPage(rows, Segment: null, rows.Count < PageSize ? 0 : rows[^1].Version);
    }

    /// <summary>The newest rows of each stream, so many at most, and the streams of which something is in the archive.</summary>
    public static async Task<(List<(string Stream, StoredRow Row)> Rows, HashSet<string> Closed)> TailsAsync(
        this IQuerySession session,
        string[] streams,
        int mostOfStream,
        CancellationToken cancellation
    )
    {
        var rows = new List<(string, StoredRow)>();
        var closed = new HashSet<string>();
        const string sql = $"""
            select s.stream, e.version, e.seq_id, e.timestamp, e.data, e.bdata
            from unnest($1::varchar[]) as s(stream)
            cross join lateral (
                select version, seq_id, timestamp, data::text, bdata from {EventStore.Events}
                where stream_id = s.stream order by version desc limit $2
            ) e
            union all
            select distinct stream_id, null::bigint, null::bigint, null::timestamptz, null::text, null::bytea
            from {ClosedTables.Segments} where stream_id = any($1)
            """;
        await foreach (var row in session.RowsAsync<StreamRow>(sql, [streams, mostOfStream], cancellation))
        {
            if (row.Version is null)
                closed.Add(row.Stream);
            else
                rows.Add((row.Stream, row.Stored));
        }
        return (rows, closed);
    }
}
