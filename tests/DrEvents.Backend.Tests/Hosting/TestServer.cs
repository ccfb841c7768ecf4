using Npgsql;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>New databases on the PostgreSQL server that <c>DREVENTS_TEST_POSTGRES</c> names.</summary>
internal static class TestServer
{
    private static readonly string Server =
        Environment.GetEnvironmentVariable("DREVENTS_TEST_POSTGRES") ?? "Host=127.0.0.1;Port=55432;Username=postgres";

    /// <summary>Creates an empty database and returns how to connect to it.</summary>
    public static async Task<string> CreateAsync()
    {
        var name = "test_" + Guid.NewGuid().ToString("n");
        await ExecuteAsync($"create database {name}");
        return new NpgsqlConnectionStringBuilder(Server)
        {
            Database = name,
            MaxPoolSize = 20,
            IncludeErrorDetail = true,
        }.ConnectionString;
    }

    /// <summary>Drops a database that <see cref="CreateAsync"/> made.</summary>
    public static Task DropAsync(string connectionString) =>
        ExecuteAsync($"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
