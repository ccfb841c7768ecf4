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

    private const string Copied = "copied_";

    private const string Empty = """
        do $$
        declare tables text; sequence regclass;
        begin
          select string_agg(c.oid::regclass::text, ', ') into tables
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema';
          execute 'truncate ' || tables || ' restart identity cascade';
          for sequence in
            select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'S' and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
          loop
            execute format('alter sequence %s restart', sequence);
          end loop;
        end $$
        """;

    private static readonly Lazy<Task<Roles>> Server = new(StartAsync);

    /// <summary>Makes a new, empty database, for one test class or one test.</summary>
    public static Task<TestDatabase> CreateDatabaseAsync() => CreateDatabaseAsync($"test_{Guid.NewGuid():N}", copied: "");

    /// <summary>Makes a copy of a database that <see cref="MakeTemplateAsync"/> made.</summary>
    public static Task<TestDatabase> CreateDatabaseAsync(string template) =>
        CreateDatabaseAsync($"{Copied}{Guid.NewGuid():N}", $"template {template} strategy file_copy");

    /// <summary>Whether this is the connection to a copy.</summary>
    public static bool IsCopied(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Database!.StartsWith(Copied, StringComparison.Ordinal);

    /// <summary>Makes a database, has it prepared, and keeps its tables without a row, for others to be copies of it. It goes with the server.</summary>
    /// <param name="prepare">Makes the tables over the connection that it is given.</param>
    /// <returns>Its name.</returns>
    public static async Task<string> MakeTemplateAsync(Func<string, Task> prepare)
    {
        var server = await Server.Value;
        var database = await CreateDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;
        await prepare(database.ConnectionString);
        await using (var pool = new NpgsqlConnection(database.ConnectionString))
            NpgsqlConnection.ClearPool(pool);
        await ExecuteAsync(Unpooled(database.ConnectionString), Empty);
        // Nobody may be connected to what is copied.
        await ExecuteAsync(server.Maker, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        return name;
    }

    private static async Task<TestDatabase> CreateDatabaseAsync(string name, string copied)
    {
        var server = await Server.Value;
        await ExecuteAsync(
            server.Maker,
            $"create database {name} owner {new NpgsqlConnectionStringBuilder(server.Owner).Username} {copied}"
        );
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
