using Npgsql;

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
        try
        {
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection)
            {
                Parameters = { new() { Value = name } },
            };
            if (await command.ExecuteScalarAsync(cancellation) is true)
                return new LongLock(connection);
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
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
