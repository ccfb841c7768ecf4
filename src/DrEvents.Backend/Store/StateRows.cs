using Npgsql;

namespace DrEvents.Backend.Store;

/// <summary>A stream whose state is not as new as it is.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Events">How many events it has.</param>
/// <param name="At">When the newest was appended.</param>
/// <param name="HasState">Whether it has a state, which is older.</param>
public readonly record struct StreamLength(string Stream, long Events, DateTimeOffset At, bool HasState);

/// <summary>Compares states with their streams, and writes those that were folded anew.</summary>
internal static class StateRows
{
    /// <summary>
    /// The streams whose names begin like this and whose document is not as new as they are: Marten keeps the stream's version in the document's row.
    /// </summary>
    public static async Task<List<StreamLength>> BehindAsync<T>(
        this IQuerySession session,
        string prefix,
        bool all,
        CancellationToken cancellation
    )
        where T : class
    {
        var table = session.DocumentStore.Options.Table<T>();
        await using var command = new NpgsqlCommand(
            $"""
            select s.id, s.version, s.timestamp, d.id is not null from {EventStore.Streams} s left join {table} d on d.id = s.id
            where s.id ^@ $1 and ($2 or d.mt_version is distinct from s.version) order by s.id collate "C"
            """
        )
        {
            Parameters =
            {
                new() { Value = prefix },
                new() { Value = all },
            },
        };
        return await session.ListAsync(
            command,
            r => new StreamLength(r.GetString(0), r.GetInt64(1), r.GetFieldValue<DateTimeOffset>(2), r.GetBoolean(3)),
            cancellation
        );
    }

    /// <summary>Queues documents with the versions of their streams.</summary>
    public static void KeepStates<T>(this IDocumentOperations operations, IReadOnlyDictionary<string, T> states)
        where T : class
    {
        operations.StoreAll([.. states.Keys], [.. states.Values]);
        operations.QueueSqlCommand(
            $"update {operations.DocumentStore.Options.Table<T>()} d set mt_version = s.version from {EventStore.Streams} s where s.id = d.id and d.id = any(?)",
            (object)states.Keys.ToArray()
        );
    }
}
