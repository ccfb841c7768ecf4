using DrEvents.Local.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DrEvents.Testing;

/// <summary>
/// One PostgreSQL server for all tests of a process, started at its first use on a free port and gone with the process.
/// The environment variable <c>DREVENTS_TEST_POSTGRES</c> names another one: a connection string whose user may make databases.
/// </summary>
public static class TestPostgres
{
    private const string EnvironmentVariable = "DREVENTS_TEST_POSTGRES";

    // A test host opens a few pools at once, many hosts run at once, and the server has 200 connections for all.
    private const int ConnectionsPerDatabaseMax = 25;

    private static readonly Lazy<Task<Roles>> Server = new(StartAsync);

    /// <summary>Makes a new, empty database, for one test class or one test.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync()
    {
        var server = await Server.Value;
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(server.Maker, $"create database {name} owner {new NpgsqlConnectionStringBuilder(server.Owner).Username}");
        var database = new NpgsqlConnectionStringBuilder(server.Owner)
        {
            Database = name,
            Pooling = true,
            MaxPoolSize = ConnectionsPerDatabaseMax,
            IncludeErrorDetail = true,
        };
        return new TestDatabase(
            database.ConnectionString,
            server.Maker == server.Owner ? null : new NpgsqlConnectionStringBuilder(server.Maker) { Database = name }.ConnectionString,
            () => DropAsync(server.Maker, name, database.ConnectionString)
        );
    }

    private static async Task<Roles> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } given)
            return new Roles(Unpooled(given), Unpooled(given));
        var folder = Directory.CreateTempSubdirectory("drevents-postgres-").FullName;
        var options = new PostgresOptions { DataDirectory = folder, Durability = Durability.ForgetfulTestsOnly };
        var server = new PostgresServer(options, NullLogger<PostgresServer>.Instance);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End(server, folder);
        await server.StartAsync();
        return new Roles(Unpooled(server.SuperuserConnectionString("postgres")), Unpooled(server.ConnectionString("postgres")));
    }

    private static void End(PostgresServer server, string folder)
    {
        server.StopAsync().GetAwaiter().GetResult();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task DropAsync(string server, string name, string connectionString)
    {
        await using (var pool = new NpgsqlConnection(connectionString))
            NpgsqlConnection.ClearPool(pool);
        await ExecuteAsync(server, $"drop database if exists {name} with (force)");
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    /// <summary>Who makes databases, and whom they belong to: two connection strings.</summary>
    private sealed record Roles(string Maker, string Owner);
}

/// <summary>A database of <see cref="TestPostgres"/>, dropped with whoever still uses it when it is disposed.</summary>
public sealed class TestDatabase(string connectionString, string? superuser, Func<Task> drop) : IAsyncDisposable
{
    /// <summary>How its owner, which is no superuser, connects to it.</summary>
    public string ConnectionString => connectionString;

    /// <summary>How a superuser connects to it; null on a server that somebody else runs.</summary>
    public string? Superuser => superuser;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await drop();
}
