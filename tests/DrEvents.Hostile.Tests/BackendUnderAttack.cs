using DrEvents.Local.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Npgsql;

namespace DrEvents.Hostile.Tests;

/// <summary>
/// The attacks, one after the other. Each has a backend of its own: a VEN that one of them removes is refused in another.
/// </summary>
[CollectionDefinition(Name)]
public sealed class Attacks
{
    /// <summary>The collection's name.</summary>
    public const string Name = "attacks";
}

/// <summary>A backend with a database and a broker of its own.</summary>
public sealed class BackendUnderAttack : IAsyncLifetime
{
    /// <summary>How much more memory the backend may hold after an attack than before it, in MB.</summary>
    public const double GrowthMbMax = 150;

    private TestDatabase? database;

    /// <summary>The broker.</summary>
    public EmbeddedBroker Broker { get; private set; } = null!;

    /// <summary>The backend.</summary>
    public BackendProcess Backend { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync();
        Broker = await TestBroker.StartAsync();
        Backend = await BackendProcess.StartAsync(database.ConnectionString, Broker.Port);
    }

    /// <summary>Asks the store itself.</summary>
    public async Task<IReadOnlyList<T>> AskAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection(database!.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Asks the store for one number.</summary>
    public async Task<long> CountAsync(string sql) => (await AskAsync(sql, row => row.GetInt64(0)))[0];

    /// <summary>The backend runs, is ready and has found no error of its own.</summary>
    public async Task IsUnharmedAsync()
    {
        await Backend.IsReadyAsync();
        Backend.Complaints.ShouldBeEmpty();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Backend is not null)
            await Backend.DisposeAsync();
        if (Broker is not null)
            await Broker.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }
}
