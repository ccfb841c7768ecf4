namespace DrEvents.Backend.Store;

public static class TelemetryRows
{
    private const int PageSize = 2_000;

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

    /// <summary>The rows after a sequence and up to another, in that order, page by page as they are asked for, all as they are now. Needs a transaction.</summary>
    /// <param name="storedSince">Only those that were stored since then; null for all.</param>
    /// <param name="storedBefore">Only those that were stored before then; null for all.</param>
    public static async IAsyncEnumerable<StoredRow> OpenRowsAsync(
        this IDocumentSession session,
        string[] streams,
        long after,
        long upTo,
        [EnumeratorCancellation] CancellationToken cancellation,
        DateTimeOffset? storedSince = null,
        DateTimeOffset? storedBefore = null
    )
    {
        // All of them are read; a plan that is made for the first few would walk the events of all streams.
        await session.ExecuteAsync("set local cursor_tuple_fraction = 1", [], cancellation);
        await session.ExecuteAsync(
            $"""
            declare open_rows no scroll cursor for
            select stream_id, version, seq_id, timestamp, data::text, bdata from {EventStore.Events}
            where stream_id = any($1) and seq_id > $2 and seq_id <= $3 and timestamp >= $4 and timestamp < $5 order by seq_id
            """,
            [
                streams,
                after,
                upTo,
                (storedSince ?? DateTimeOffset.MinValue).ToUniversalTime(),
                (storedBefore ?? DateTimeOffset.MaxValue).ToUniversalTime(),
            ],
            cancellation
        );
        List<StoredRow> page;
        do
        {
            page = await session.ListAsync<StoredRow>($"fetch {PageSize} from open_rows", [], cancellation);
            foreach (var row in page)
                yield return row;
        } while (page.Count == PageSize);
        await session.ExecuteAsync("close open_rows", [], cancellation);
    }
}
