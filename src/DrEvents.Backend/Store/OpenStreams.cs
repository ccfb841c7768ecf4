namespace DrEvents.Backend.Store;

/// <summary>Finds streams of telemetry that are due to be closed, at a cost that goes with the open ones and not with the history.</summary>
public static class OpenStreams
{
    private const int PageSize = 500;

    private const string Due = $"""
        from {EventStore.Streams} s
        where {ClosedTables.IsOpen} and {ClosedTables.DayOfStream} < $1 and s.timestamp < $2
            and not exists (select 1 from {ClosedTables.Reopened} r where r.stream_id = s.id and r.until > $3)
        """;

    /// <summary>Days before the first open one, oldest first, that are quiet since a time and that nobody asked to be open.</summary>
    public static async IAsyncEnumerable<string> DueStreamsAsync(
        this IDocumentStore store,
        string firstOpen,
        DateTimeOffset quietSince,
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var last = "";
        for (List<string> page; ; last = page[^1])
        {
            await using var session = store.QuerySession();
            page = await session.ListAsync<string>(
                $"""
                select s.id {Due} and ({ClosedTables.DayOfStream}, s.id collate "C") > (right($4, 10), $4)
                order by {ClosedTables.DayOfStream}, s.id collate "C" limit {PageSize}
                """,
                [firstOpen, quietSince, now, last],
                cancellation
            );
            foreach (var stream in page)
                yield return stream;
            if (page.Count < PageSize)
                yield break;
        }
    }

    public static Task<long> CountDueStreamsAsync(
        this IQuerySession session,
        string firstOpen,
        DateTimeOffset quietSince,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => session.FirstAsync<long>($"select count(*) {Due}", [firstOpen, quietSince, now], cancellation);
}
