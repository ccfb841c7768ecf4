namespace DrEvents.Backend.Store;

/// <summary>Opens the store whose read models are the next ones: see <see cref="ReadModelTables"/>. Whoever opens it closes it.</summary>
public sealed record NextStore(Func<DocumentStore> Open);

/// <summary>A lock that is held for as long as a connection is open, without a transaction: work of hours keeps no old rows alive.</summary>
public sealed class LongLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private LongLock(NpgsqlConnection connection) => _connection = connection;

    public static async Task<LongLock?> TryTakeAsync(IDocumentStore store, string name, CancellationToken cancellation)
    {
        var connection = store.Storage.Database.CreateConnection();
        var isTaken = false;
        try
        {
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection);
            command.Parameters.Add(new() { Value = name });
            isTaken = await command.ExecuteScalarAsync(cancellation) is true;
            return isTaken ? new LongLock(connection) : null;
        }
        finally
        {
            if (!isTaken)
                await connection.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The connection goes back to its pool, and would go on holding it there.
        if (_connection.State == System.Data.ConnectionState.Open)
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", _connection);
            await command.ExecuteNonQueryAsync();
        }
        await _connection.DisposeAsync();
    }
}
