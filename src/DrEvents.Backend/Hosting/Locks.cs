using Marten;
using Npgsql;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// PostgreSQL's own locks, held to the end of the session's transaction. Whoever decides upon a state and appends to its stream locks the
/// state first, so that decisions of several backends follow one another. Such a transaction is committed by Marten only if there is
/// something to save: what is written has to be queued on the session, never executed beside it.
/// </summary>
public static class Locks
{
    /// <summary>Begins the transaction, if need be, and waits for the lock of this name.</summary>
    public static async Task HoldAsync(this IDocumentSession session, string name, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        {
            Parameters = { new() { Value = name } },
        };
        await session.ExecuteAsync(command, cancellation);
    }

    /// <summary>Begins the transaction, if need be, and takes the lock of this name unless somebody has it.</summary>
    public static async Task<bool> TryHoldAsync(this IDocumentSession session, string name, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))")
        {
            Parameters = { new() { Value = name } },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation) && reader.GetBoolean(0);
    }

    /// <summary>Locks the documents of these ids, in the order of the ids, and reads them as they are then.</summary>
    public static async Task<IReadOnlyList<T>> LockAsync<T>(
        this IDocumentSession session,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellation
    )
        where T : class
    {
        if (ids.Count == 0)
            return [];
        await session.BeginTransactionAsync(cancellation);
        var table = session.DocumentStore.Options.FindOrResolveDocumentType(typeof(T)).TableName.QualifiedName;
        await using var command = new NpgsqlCommand($"select id from {table} where id = any($1) order by id for update")
        {
            Parameters = { new() { Value = ids.ToArray() } },
        };
        await session.ExecuteAsync(command, cancellation);
        return await session.LoadManyAsync<T>(cancellation, ids);
    }
}
