namespace DrEvents.Backend.Store;

public static class TelemetryRows
{
    /// <summary>The streams of telemetry that these VENs have, in no order. Cost: the index of days, once for all of them.</summary>
    public static async Task<ILookup<string, string>> TelemetryStreamsAsync(
        this IQuerySession session,
        string[] venIds,
        CancellationToken cancellation
    ) =>
        (
            await session.ListAsync<(string VenId, string Stream)>(
                $"""
                select ven_id, 'telemetry/' || ven_id || '/' || to_char(day, 'YYYY-MM-DD') from {ClosedTables.Segments} where ven_id = any($1)
                union
                select split_part(s.id, '/', 2), s.id from {EventStore.Streams} s where {ClosedTables.IsOpen} and split_part(s.id, '/', 2) = any($1)
                """,
                [venIds],
                cancellation
            )
        ).ToLookup(s => s.VenId, s => s.Stream);

    /// <summary>The rows up to a sequence, in its order, read as they are asked for; the session can do nothing else meanwhile.</summary>
    public static async IAsyncEnumerable<(string Stream, StoredRow Row)> OpenRowsAsync(
        this IQuerySession session,
        string[] streams,
        long upTo,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        const string sql = $"""
            select stream_id, version, seq_id, timestamp, data::text, bdata from {EventStore.Events}
            where stream_id = any($1) and seq_id <= $2 order by seq_id
            """;
        await foreach (var row in session.RowsAsync<StreamRow>(sql, [streams, upTo], cancellation))
            yield return (row.Stream, row.Stored);
    }
}

/// <summary>A row with its stream; without a version where there is only the stream.</summary>
internal sealed record StreamRow(string Stream, long? Version, long? Sequence, DateTimeOffset? StoredAt, string? Json, byte[]? Binary)
{
    public StoredRow Stored => new(Version!.Value, Sequence!.Value, StoredAt!.Value, Json!, Binary);
}
