namespace DrEvents.Backend.Store;

/// <summary>A row of Marten's table of events: every column that can differ between two events of one stream of telemetry.</summary>
/// <param name="DotNetType">What Marten itself writes beside that name; null in rows that were written by our own statement.</param>
/// <param name="Binary">The binary column; null in rows of the time when samples were stored as JSON.</param>
public readonly record struct EventRow(
    long Version,
    long Sequence,
    Guid Id,
    DateTimeOffset StoredAt,
    string Type,
    string? DotNetType,
    string Json,
    byte[]? Binary
)
{
    public StoredRow Of(string stream) => new(stream, Version, Sequence, StoredAt, Json, Binary);

    public bool IsSameAs(in EventRow other) =>
        this with { Binary = null } == other with { Binary = null }
        && (Binary is null) == (other.Binary is null)
        && Binary.AsSpan().SequenceEqual(other.Binary);
}

/// <summary>Rows of a closed stream, packed, with the hash of what they unpack to.</summary>
public sealed record Segment(string Stream, long FirstVersion, byte[] Content, byte[] Sha256);

/// <summary>What is known of a segment without its content.</summary>
public readonly record struct SegmentHead(string Stream, long FirstVersion, long FirstSequence);

/// <summary>Moves rows out of Marten's table of events into segments, and reads these.</summary>
public static class ClosedStreams
{
    internal const string Lock = "telemetry/archive";

    public static Task<List<SegmentHead>> SegmentHeadsAsync(this IQuerySession session, string[] streams, CancellationToken cancellation) =>
        session.ListAsync<SegmentHead>(
            $"""
            select stream_id, first_version, first_sequence from {ClosedTables.Segments}
            where stream_id = any($1) order by stream_id, first_version
            """,
            [streams],
            cancellation
        );

    public static Task<Segment?> SegmentAsync(this IQuerySession session, SegmentHead head, CancellationToken cancellation) =>
        session.FirstAsync<Segment>(
            $"""
            select stream_id, first_version, content, sha256 from {ClosedTables.Segments} where stream_id = $1 and first_version = $2
            """,
            [head.Stream, head.FirstVersion],
            cancellation
        );

    /// <summary>The segments of these streams, oldest first, one at a time: their contents may be large.</summary>
    public static IAsyncEnumerable<Segment> SegmentsAsync(this IQuerySession session, string[] streams, CancellationToken cancellation) =>
        session.RowsAsync<Segment>(
            $"""
            select stream_id, first_version, content, sha256 from {ClosedTables.Segments}
            where stream_id = any($1) order by stream_id, first_version
            """,
            [streams],
            cancellation
        );

    /// <summary>Nothing comes in until the end of the transaction. False when another node closes a stream, or when this one is not open.</summary>
    public static async Task<bool> TryLockOpenAsync(this IDocumentSession session, string stream, CancellationToken cancellation) =>
        await session.TryHoldAsync(Lock, cancellation)
        && await session.FirstAsync<int>(
            $"select 1 from {EventStore.Streams} where id = $1 and not is_archived for update",
            [stream],
            cancellation
        ) == 1;

    public static async Task<(List<EventRow> Rows, bool IsAll)> RowsAsync(
        this IDocumentSession session,
        string stream,
        int rowsMax,
        int bytesMax,
        CancellationToken cancellation
    )
    {
        var rows = new List<EventRow>();
        var bytes = 0L;
        const string sql = $"""
            select version, seq_id, id, timestamp, type, mt_dotnet_type, data::text, bdata
            from {EventStore.Events} where stream_id = $1 order by version limit $2
            """;
        await foreach (var row in session.RowsAsync<EventRow>(sql, [stream, rowsMax + 1], cancellation))
        {
            if (rows.Count == rowsMax || bytes >= bytesMax)
                return (rows, IsAll: false);
            rows.Add(row);
            bytes += row.Json.Length + (row.Binary?.Length ?? 0);
        }
        return (rows, IsAll: true);
    }

    public static void MoveIntoSegment(
        this IDocumentSession session,
        Segment segment,
        string venId,
        DateOnly day,
        IReadOnlyList<EventRow> rows,
        DateTimeOffset now,
        bool isTrimmed = false
    )
    {
        session.QueueSqlCommand(
            $"""
            insert into {ClosedTables.Segments} (stream_id, first_version, last_version, ven_id, day, samples, first_sequence, last_sequence,
                last_stored_at, closed_at, bytes, sha256, content, is_trimmed)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            segment.Stream,
            rows[0].Version,
            rows[^1].Version,
            venId,
            day,
            rows.Count,
            rows.Min(r => r.Sequence),
            rows.Max(r => r.Sequence),
            rows.Max(r => r.StoredAt),
            now.ToUniversalTime(),
            segment.Content.Length,
            segment.Sha256,
            segment.Content,
            isTrimmed
        );
        session.QueueSqlCommand(
            $"delete from {EventStore.Events} where stream_id = ? and version between ? and ?",
            segment.Stream,
            rows[0].Version,
            rows[^1].Version
        );
    }

    public static void CloseStream(this IDocumentSession session, string stream)
    {
        session.QueueSqlCommand($"update {EventStore.Streams} set is_archived = true where id = ?", stream);
        session.QueueSqlCommand($"delete from {ClosedTables.Reopened} where stream_id = ?", stream);
    }

    /// <summary>Opens those of the streams that are closed, in the session's transaction: what is appended to them now is no part of a segment.</summary>
    public static Task OpenStreamsAsync(this IDocumentSession session, string[] streams, CancellationToken cancellation) =>
        session.ExecuteAsync(
            $"update {EventStore.Streams} set is_archived = false where id = any($1) and is_archived",
            [streams],
            cancellation
        );
}
