using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Hosting;
using DrEvents.Testing;
using JasperFx.Events.Daemon;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>The backend's event store over a database of its own, without the rest of the backend. Made anew for every test class.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private TestDatabase _database = null!;

    /// <summary>The store.</summary>
    public DocumentStore Store { get; private set; } = null!;

    /// <summary>Its database.</summary>
    public string ConnectionString => _database.ConnectionString;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        Store = new DocumentStore(EventStore.Options(_database.ConnectionString, new CommandsFirst(TimeProvider.System)));
        await Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
    }

    /// <summary>Builds a projection from the first event on, as an operator does.</summary>
    public async Task RebuildAsync(string projection)
    {
        using var daemon = await Store.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync(projection, TimeSpan.FromSeconds(60), CancellationToken.None);
    }

    /// <summary>Runs a statement beside the store.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _database.DisposeAsync();
    }
}
