using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Testing;
using JasperFx.Events.Daemon;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Tests.Store;

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
        Store = new DocumentStore(EventStore.Options(_database.ConnectionString, store => Rooms.Configure(store, pressure: null)));
        await Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
    }

    /// <summary>Builds a projection from the first event on, as an operator does.</summary>
    public async Task RebuildAsync(string projection)
    {
        using var daemon = await Store.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync(projection, TimeSpan.FromSeconds(60), CancellationToken.None);
    }

    /// <summary>The table of documents, with its schema.</summary>
    public string TableOf<T>()
        where T : notnull => ((IReadOnlyStoreOptions)Store.Options).FindOrResolveDocumentType(typeof(T)).TableName.QualifiedName;

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
